"""Builds the pages of all connections, of one connection, and of a platform before connecting."""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db.models import Count

from accounts.models import Account
from activities.being_deleted import hidden_providers
from activities.models import Activity
from activities.provider_labels import ProviderLabel, provider_label, sorted_labels
from activities.record import FILE_PROVIDER
from providers.contract import Platform
from providers.models import Gear
from providers.registrations import registration_for
from providers.registry import PLATFORMS, PROVIDERS, get_provider
from providers.services.platform_deletions import count_asking
from providers.web.pages.connection_summary import ConnectionSummary, connection_summaries
from providers.web.pages.month_form import MonthForm, month_form
from providers.web.pages.recent_pulls import RecentPull, recent_pulls
from providers.web.pages.skipped import SkippedList, skipped_list


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
            is_offered=_is_offered(label.provider),
            is_sink=get_provider(label.provider).is_sink,
            is_being_deleted=label.provider in hidden_providers(),
        )
        for label in sorted_labels(PROVIDERS)
    ]


def _is_offered(provider: str) -> bool:
    """Returns whether a provider can be connected: when self-hosted every one, because the page explains how."""
    platform = PLATFORMS.get(provider)
    return not settings.HOSTED or (platform is not None and registration_for(platform) is not None)


@dataclass(frozen=True, slots=True)
class ConnectionPage:
    """Holds what the page of one connection shows, with descriptions of the granted and the other scopes.

    `sandbox_url` is the address of the sandbox's pages. `asking_count` counts the activities that seem to be gone at
    the platform and wait for an answer.
    """

    summary: ConnectionSummary
    provider_label: ProviderLabel
    activity_count: int
    gear: list[str]
    granted: list[str]
    not_granted: list[str]
    pulls: list[RecentPull]
    skipped: SkippedList
    month_form: MonthForm | None
    sandbox_url: str
    asking_count: int

    @property
    def retention_days(self) -> int | None:
        """Returns for how many days the platform lets us keep what no sync lists; None without a limit."""
        retention = self.summary.connection.platform.retention
        return retention.days if retention else None


def connection_page(id: UUID, account: Account) -> ConnectionPage | None:
    """Returns the page of a connection, None when the current owner has none of that id: six queries."""
    summary = next(iter(connection_summaries(account, pk=id)), None)
    if summary is None:
        return None
    connection = summary.connection
    meanings = connection.platform.requested_scopes
    return ConnectionPage(
        summary=summary,
        provider_label=provider_label(connection.provider),
        activity_count=Activity.objects.visible().filter(provider=connection.provider).count(),
        gear=list(Gear.objects.filter(connection=connection).order_by("label").values_list("label", flat=True)),
        granted=[meaning for name, meaning in meanings.items() if connection.has_scope(name)],
        not_granted=[meaning for name, meaning in meanings.items() if not connection.has_scope(name)],
        pulls=recent_pulls(connection),
        skipped=skipped_list(connection),
        month_form=month_form(summary.month_choices, account),
        sandbox_url=settings.SANDBOX_URL,
        asking_count=count_asking().get(connection.provider, 0),
    )


@dataclass(frozen=True, slots=True)
class ConnectPage:
    """Holds what an athlete reads before going to a platform's consent page."""

    platform: Platform
    is_offered: bool
    is_sandbox: bool
    is_hosted: bool
    is_being_deleted: bool

    @property
    def has_choice(self) -> bool:
        """Returns whether the platform lets the athlete allow only a part."""
        return len(self.platform.requested_scopes) > 1


def connect_page(platform: Platform) -> ConnectPage:
    """Returns the page that offers a platform, without a query."""
    registration = registration_for(platform)
    return ConnectPage(
        platform,
        is_offered=registration is not None,
        is_sandbox=bool(registration and registration.is_sandbox),
        is_hosted=bool(settings.HOSTED),
        is_being_deleted=platform.name in hidden_providers(),
    )
