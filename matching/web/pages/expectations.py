"""Where a workout should be: each sport of the athlete by each connected platform."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from activities.models import Activity
from activities.provider_labels import ProviderLabel, provider_label, provider_rank
from activities.sports import TRANSITION
from matching.services.expectations import SportAtConnection
from providers.models import Connection


@dataclass(frozen=True, slots=True)
class Choice:
    """Whether a sport should be on a platform; `name` says of which connection and sport, in a form."""

    place: ProviderLabel
    name: str
    is_expected: bool


@dataclass(frozen=True, slots=True)
class ExpectationsPage:
    """The platforms in the athlete's order, and of each sport, the most frequent first, a choice for each of them."""

    places: list[ProviderLabel]
    lines: list[tuple[str, list[Choice]]]
    cells: dict[str, tuple[SportAtConnection, bool]]

    def said(self, shown: Iterable[str], ticked: Iterable[str]) -> dict[SportAtConnection, bool]:
        """What an answer changes. Of what it did not show nothing is said: a sport may have come meanwhile."""
        ticked = set(ticked)
        known = {name: self.cells[name] for name in shown if name in self.cells}
        return {cell: name in ticked for name, (cell, now) in known.items() if (name in ticked) != now}


def expectations_page() -> ExpectationsPage:
    """Reads it all: two queries."""
    connections, expected = _connections()
    sports = Activity.objects.exclude(sport=TRANSITION).values_list("sport").annotate(count=Count("id"))
    cells: dict[str, tuple[SportAtConnection, bool]] = {}
    lines = []
    for sport, _ in sports.order_by("-count", "sport"):
        choices = []
        for provider, connection in connections:
            cell = (connection, sport)
            name = f"{provider}:{sport}"
            cells[name] = (cell, cell in expected)
            choices.append(Choice(provider_label(provider), name, cell in expected))
        lines.append((sport, choices))
    return ExpectationsPage([provider_label(provider) for provider, _ in connections], lines, cells)


def _connections() -> tuple[list[tuple[str, UUID]], set[SportAtConnection]]:
    """The connections in the athlete's order, and where a sport is expected."""
    rows = Connection.objects.values_list("provider", "pk", "expectations__sport", "expectations__is_expected")
    connections, expected = {}, set()
    for provider, connection, sport, is_expected in rows:
        connections[provider] = connection
        if is_expected:
            expected.add((connection, sport))
    return sorted(connections.items(), key=lambda one: provider_rank(one[0])), expected
