"""Builds the settings page for expectations: on which connected platforms workouts of each sport should be."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from activities.models import Activity
from activities.provider_labels import ProviderLabel, position_in_own_order, provider_label
from activities.sports import TRANSITION
from matching.services.expectations import SportAtConnection
from providers.models import Connection


@dataclass(frozen=True, slots=True)
class ExpectationChoice:
    """Represents whether a sport should be on a platform; `name` stands for both in the form: `strava:ride`."""

    provider_label: ProviderLabel
    name: str
    is_expected: bool


@dataclass(frozen=True, slots=True)
class ExpectationsPage:
    """Holds the platforms in the athlete's order, and a choice for each of them in the row of each sport.

    The most frequent sport comes first. `saved` says by name what is chosen now.
    """

    provider_labels: list[ProviderLabel]
    rows: list[tuple[str, list[ExpectationChoice]]]
    saved: dict[str, tuple[SportAtConnection, bool]]

    def changed_choices(self, names: Iterable[str], checked: Iterable[str]) -> dict[SportAtConnection, bool]:
        """Returns the choices that a submitted form changes.

        `names` are those that the form had: a choice that it did not have, such as a sport that is new since, stays.
        """
        checked = set(checked)
        known = {name: self.saved[name] for name in names if name in self.saved}
        return {
            choice: name in checked for name, (choice, is_expected) in known.items() if (name in checked) != is_expected
        }


def expectations_page() -> ExpectationsPage:
    """Reads the whole page: two queries."""
    connections, expected = _load_connections()
    sports = Activity.objects.visible().exclude(sport=TRANSITION).values_list("sport").annotate(count=Count("id"))
    saved: dict[str, tuple[SportAtConnection, bool]] = {}
    rows = []
    for sport, _ in sports.order_by("-count", "sport"):
        choices = []
        for provider, connection_id in connections:
            is_expected = (connection_id, sport) in expected
            name = f"{provider}:{sport}"
            saved[name] = ((connection_id, sport), is_expected)
            choices.append(ExpectationChoice(provider_label(provider), name, is_expected))
        rows.append((sport, choices))
    return ExpectationsPage([provider_label(provider) for provider, _ in connections], rows, saved)


def _load_connections() -> tuple[list[tuple[str, UUID]], set[SportAtConnection]]:
    """Returns provider and id of each connection, in the athlete's order, and where a sport is expected."""
    values = Connection.objects.values_list("provider", "pk", "expectations__sport", "expectations__is_expected")
    connections, expected = {}, set()
    for provider, connection_id, sport, is_expected in values:
        connections[provider] = connection_id
        if is_expected:
            expected.add((connection_id, sport))
    return sorted(connections.items(), key=lambda connection: position_in_own_order(connection[0])), expected
