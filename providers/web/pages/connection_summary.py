"""Lists the connections of an account, each with its open pull, its status and its button."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.urls import reverse

from accounts.jobs.models import Job
from accounts.models import Account
from activities.provider_labels import ProviderLabel, position_in_own_order, provider_label
from providers.models import Connection, Pull
from providers.services.pull_requests import next_request_at, request_columns
from providers.services.start_pull import JOB_KIND_OF_PULL
from providers.web.pages.connection_status import ConnectionStatus, PullJobs, connection_status
from providers.web.pages.sync_button import SyncButton


@dataclass(frozen=True, slots=True)
class ConnectionSummary:
    """Holds what a page shows of a connection: the row, its open pull if there is one, and its status.

    `next_request_at` is when the athlete may sync it again, None when at once. `is_just_imported` says that the first
    pull has ended, and no other one since: the calendar is the next step.
    """

    connection: Connection
    pull: Pull | None
    status: ConnectionStatus
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
    def progress(self) -> int | None:
        """Returns the percentage of its time span that a pull has listed; None while that span is unknown."""
        pull = self.pull
        if pull is None or pull.after is None or pull.oldest_listed_at is None:
            return None
        end = pull.until or pull.started_at
        span, listed = end - pull.after, end - pull.oldest_listed_at
        return max(0, min(100, round(listed / span * 100)))


def connection_summaries(account: Account, **filters: UUID) -> list[ConnectionSummary]:
    """Returns the current owner's connections (all, or `pk=…`), in the athlete's order: two queries."""
    jobs = Job.objects.filter(kind__in=JOB_KIND_OF_PULL.values(), provider=OuterRef("provider"))
    stopped = jobs.filter(state=Job.State.STOPPED)
    pulls = {pull.connection_id: pull for pull in Pull.objects.filter(ended_at=None)}
    ended = Pull.objects.filter(connection=OuterRef("pk")).exclude(ended_at=None)
    connections = Connection.objects.filter(**filters).annotate(
        **request_columns(),
        has_stopped=Exists(stopped),
        is_imported=Exists(ended.filter(kind=Pull.Kind.FIRST, new_count__gt=0)),
        has_later_pull=Exists(ended.exclude(kind=Pull.Kind.FIRST)),
    )
    summaries = []
    for connection in sorted(connections, key=lambda connection: position_in_own_order(connection.provider)):
        pull, pull_jobs = pulls.get(connection.pk), PullJobs(connection.is_active, connection.has_stopped)
        status = connection_status(connection, pull, pull_jobs, account)
        is_just_imported = status.is_healthy and connection.is_imported and not connection.has_later_pull
        is_stuck = pull is not None and not connection.is_active
        request_at = next_request_at(connection, connection.requested_at, is_stuck=is_stuck)
        summaries.append(ConnectionSummary(connection, pull, status, request_at, is_just_imported))
    return summaries
