"""The page of all connections, and of one."""

from collections import Counter
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count

from accounts.models import Account
from activities.models import Activity
from activities.provider_labels import ProviderLabel, provider_label, sorted_labels
from activities.record import FILE
from providers.contract import Platform
from providers.models import Connection, Gear
from providers.registrations import registration_for
from providers.registry import PLATFORMS, get_provider
from providers.web.pages.connection_status import ConnectionSummary, connection_summaries


@dataclass(frozen=True, slots=True)
class Card:
    """A place on the page: connected, not yet connected, or files. `is_offered`: there is a way to connect it."""

    place: ProviderLabel
    activities: int
    shown: ConnectionSummary | None
    is_offered: bool
    is_sink: bool

    @property
    def is_files(self) -> bool:
        """Whether these are the athlete's own files."""
        return self.place.provider == FILE


def cards(account: Account) -> list[Card]:
    """Every place that there is, in the athlete's order: three queries."""
    shown = {one.connection.provider: one for one in connection_summaries(account)}
    held: Counter[str] = Counter(dict(Activity.objects.order_by().values_list("provider").annotate(Count("pk"))))
    return [
        Card(
            place,
            held[place.provider],
            shown.get(place.provider),
            registration_for(place.provider) is not None or not settings.HOSTED,
            get_provider(place.provider).is_sink,
        )
        for place in sorted_labels((FILE, *PLATFORMS))
    ]


@dataclass(frozen=True, slots=True)
class ConnectionPage:
    """One connection, with what is granted and what is not, each in words; `site` is where a browser finds it."""

    shown: ConnectionSummary
    place: ProviderLabel
    activities: int
    gear: list[str]
    may: list[str]
    may_not: list[str]
    site: str


def connection_page(connection: Connection, account: Account) -> ConnectionPage:
    """Four queries."""
    (shown,) = connection_summaries(account, pk=connection.pk)
    scopes, registration = connection.platform.requested_scopes, connection.known_registration
    return ConnectionPage(
        shown=shown,
        place=provider_label(connection.provider),
        activities=Activity.objects.filter(provider=connection.provider).count(),
        gear=list(Gear.objects.filter(connection=connection).order_by("label").values_list("label", flat=True)),
        may=[scopes[name] for name in scopes if name in connection.granted],
        may_not=[scopes[name] for name in scopes if name not in connection.granted],
        site=registration.site_url if registration else "",
    )


@dataclass(frozen=True, slots=True)
class ConnectPage:
    """What is said before an athlete is sent to a platform."""

    platform: Platform
    place: ProviderLabel
    is_offered: bool
    is_sandbox: bool
    is_hosted: bool


def connect_page(platform: Platform) -> ConnectPage:
    """No query."""
    registration = registration_for(platform.name)
    return ConnectPage(
        platform,
        provider_label(platform.name),
        is_offered=registration is not None,
        is_sandbox=bool(registration and registration.is_sandbox),
        is_hosted=bool(settings.HOSTED),
    )
