"""Lists the connections of an account, each with its open pull, its status and its button."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, FilteredRelation, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from accounts.jobs.models import Job
from accounts.models import Account
from activities.provider_labels import ProviderLabel, position_in_own_order, provider_label
from providers.forecast import CallRoom, Forecast, forecast
from providers.models import Connection, Pull
from providers.services.platform_health import Health, health_columns, health_of
from providers.services.pull_requests import next_request_at, request_columns
from providers.services.start_pull import JOB_KIND_OF_PULL, LANES
from providers.web.pages.connection_status import ConnectionStatus, PullJobs, PullProgress, connection_status
from providers.web.pages.listed import Year, listed_years
from providers.web.pages.sync_button import SyncButton


@dataclass(frozen=True, slots=True)
class ConnectionSummary:
    """Holds what a page shows of a connection: the row, its open pull with its forecast if there is one, its status.

    `next_request_at` is when the athlete may sync it again, None when at once. `is_just_imported` says that the first
    pull has ended, and no other one since: the calendar is the next step.
    """

    connection: Connection
    pull: Pull | None
    status: ConnectionStatus
    forecast: Forecast | None = None
    next_request_at: datetime | None = None
    is_just_imported: bool = False

    @property
    def provider_label(self) -> ProviderLabel:
        """Returns the label of the platform."""
        return provider_label(self.connection.provider)

    @property
    def label(self) -> str:
        """Returns the platform's name."""
        return self.provider_label.name

    @property
    def is_sync_next(self) -> bool:
        """Returns whether another sync is the next step: none is running, and the first one has not just ended."""
        return not self.status.is_pulling and not self.is_just_imported

    @property
    def sync_button(self) -> SyncButton:
        """Returns the button that syncs this connection."""
        return SyncButton(reverse("connection_pull", args=[self.connection.pk]), self.next_request_at)

    @property
    def is_sandbox(self) -> bool:
        """Returns whether the platform is the sandbox."""
        registration = self.connection.known_registration
        return registration is not None and registration.is_sandbox

    @property
    def can_rename(self) -> bool:
        """Returns whether the athlete has allowed changes."""
        return any(self.connection.can_write(field) for field in self.connection.platform.writable_fields)

    @property
    def supports_renaming(self) -> bool:
        """Returns whether the install can rename activities there, should the athlete allow it."""
        return any(self.connection.supports_writing(field) for field in self.connection.platform.writable_fields)

    @property
    def progress(self) -> int | None:
        """Returns how many percent a pull has listed: of its activities, else of its time span; None if unknown."""
        pull = self.pull
        if self.forecast is not None and self.forecast.percent is not None:
            return self.forecast.percent
        if pull is None or pull.after is None or pull.oldest_listed_at is None:
            return None
        end = pull.until or pull.started_at
        return max(0, min(100, round((end - pull.oldest_listed_at) / (end - pull.after) * 100)))

    @property
    def can_sync_month(self) -> bool:
        """Returns whether the athlete can sync a month of it: not while it is paused, or without a working grant."""
        connection = self.connection
        is_connected = connection.has_grant and connection.state == Connection.State.CONNECTED
        return connection.platform.can_list_by_date and is_connected and not connection.is_paused

    @property
    def month_choices(self) -> list[tuple[str, ProviderLabel]]:
        """Returns the id and the platform as the one choice of what to sync by month; nothing if it cannot be."""
        return [(str(self.connection.pk), self.provider_label)] if self.can_sync_month else []

    @property
    def years(self) -> list[Year]:
        """Returns the years that a running pull of everything has listed; none where the list has another order."""
        pull, platform = self.pull, self.connection.platform
        has_years = self.status.is_pulling and platform.can_list_by_date and pull is not None and pull.after is None
        return listed_years(pull.oldest_listed_at, timezone.now()) if has_years and pull else []


def connection_summaries(account: Account, **filters: UUID) -> list[ConnectionSummary]:
    """Returns the current owner's connections (all, or `pk=…`), in the athlete's order: one query."""
    jobs = Job.objects.filter(kind__in=JOB_KIND_OF_PULL.values(), provider=OuterRef("provider"))
    stopped = jobs.filter(state=Job.State.STOPPED)
    ended = Pull.objects.filter(connection=OuterRef("pk")).exclude(ended_at=None)
    connections = Connection.objects.filter(**filters).annotate(
        **request_columns(),
        **health_columns(),
        open_pull=FilteredRelation("pulls", condition=Q(pulls__ended_at=None)),
        has_stopped=Exists(stopped),
        is_imported=Exists(ended.filter(kind=Pull.Kind.FIRST, new_count__gt=0)),
        has_later_pull=Exists(ended.exclude(kind=Pull.Kind.FIRST)),
    )
    in_order = sorted(
        connections.select_related("open_pull"), key=lambda connection: position_in_own_order(connection.provider)
    )
    return [_summary_of(connection, account) for connection in in_order]


def _summary_of(connection: Any, account: Account) -> ConnectionSummary:
    """Returns the summary of a row that `connection_summaries` has read."""
    pull = getattr(connection, "open_pull", None)  # Django sets nothing where there is none.
    pull_jobs = PullJobs(connection.is_active, connection.has_stopped)
    health = health_of(connection)
    pull_forecast = _forecast(connection, pull, health) if pull else None
    status = connection_status(connection, PullProgress(pull, pull_jobs, pull_forecast), health.breaker, account)
    is_just_imported = status.is_healthy and connection.is_imported and not connection.has_later_pull
    is_stuck = pull is not None and not connection.is_active
    request_at = next_request_at(connection, connection.requested_at, is_stuck=is_stuck)
    return ConnectionSummary(connection, pull, status, pull_forecast, request_at, is_just_imported)


def _forecast(connection: Connection, pull: Pull, health: Health) -> Forecast:
    now = timezone.now()
    windows = tuple(window.at(now) for window in health.windows)
    return forecast(pull, CallRoom(LANES[Pull.Kind(pull.kind)], windows, connection.waiting_until), now)
