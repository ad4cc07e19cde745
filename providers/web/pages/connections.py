"""Builds the pages of all connections, of one connection, and of a platform before connecting."""

from collections import Counter
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count

from accounts.models import Account
from activities.being_deleted import hidden_providers
from activities.models import Activity
from activities.provider_labels import ProviderLabel, provider_label, sorted_labels
from activities.record import FILE_PROVIDER
from providers.contract import Platform
from providers.models import Connection, Gear
from providers.registrations import registration_for
from providers.registry import PROVIDERS, get_provider
from providers.web.pages.connection_summary import ConnectionSummary, connection_summaries


@dataclass(frozen=True, slots=True)
class ProviderCard:
    """Holds what the page shows of a provider; `is_offered` says whether it can be connected.

    `is_being_deleted` says that what an ended connection has brought is still being deleted.
    """

    provider_label: ProviderLabel
    activity_count: int
    summary: ConnectionSummary | None
    is_offered: bool
    is_sink: bool
    is_being_deleted: bool = False

    @property
    def is_files(self) -> bool:
        """Returns whether the card shows the athlete's own files."""
        return self.provider_label.provider == FILE_PROVIDER


def provider_cards(account: Account) -> list[ProviderCard]:
    """Returns a card for every provider, in the athlete's order: three queries."""
    summaries = {summary.connection.provider: summary for summary in connection_summaries(account)}
    by_provider = Activity.objects.visible().order_by().values_list("provider")
    counts: Counter[str] = Counter(dict(by_provider.annotate(Count("pk"))))
    return [
        ProviderCard(
            provider_label=label,
            activity_count=counts[label.provider],
            summary=summaries.get(label.provider),
            is_offered=not settings.HOSTED or registration_for(label.provider) is not None,
            is_sink=get_provider(label.provider).is_sink,
            is_being_deleted=label.provider in hidden_providers(),
        )
        for label in sorted_labels(PROVIDERS)
    ]


@dataclass(frozen=True, slots=True)
class ConnectionPage:
    """Holds what the page of one connection shows, with descriptions of the granted and the other scopes.

    `site_url` is the platform's web address, empty when this install is not registered there.
    """

    summary: ConnectionSummary
    provider_label: ProviderLabel
    activity_count: int
    gear: list[str]
    granted: list[str]
    not_granted: list[str]
    site_url: str


def connection_page(connection: Connection, account: Account) -> ConnectionPage:
    """Returns the page of a connection: four queries."""
    (summary,) = connection_summaries(account, pk=connection.pk)
    meanings, registration = connection.platform.requested_scopes, connection.known_registration
    return ConnectionPage(
        summary=summary,
        provider_label=provider_label(connection.provider),
        activity_count=Activity.objects.visible().filter(provider=connection.provider).count(),
        gear=list(Gear.objects.filter(connection=connection).order_by("label").values_list("label", flat=True)),
        granted=[meaning for name, meaning in meanings.items() if connection.has_scope(name)],
        not_granted=[meaning for name, meaning in meanings.items() if not connection.has_scope(name)],
        site_url=registration.site_url if registration else "",
    )


@dataclass(frozen=True, slots=True)
class ConnectPage:
    """Holds what an athlete reads before going to a platform's consent page."""

    platform: Platform
    is_offered: bool
    is_sandbox: bool
    is_hosted: bool
    is_being_deleted: bool


def connect_page(platform: Platform) -> ConnectPage:
    """Returns the page that offers a platform, without a query."""
    registration = registration_for(platform.name)
    return ConnectPage(
        platform,
        is_offered=registration is not None,
        is_sandbox=bool(registration and registration.is_sandbox),
        is_hosted=bool(settings.HOSTED),
        is_being_deleted=platform.name in hidden_providers(),
    )
