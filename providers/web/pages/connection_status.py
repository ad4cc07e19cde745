"""Builds the status of a connection: a badge and a message."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.jobs.models import Job
from accounts.models import Account
from activities.provider_labels import ProviderLabel, provider_label
from activities.templatetags.formatting import date_and_time
from providers.models import Connection, Pull
from providers.services.start_pull import JOB_KIND_OF_PULL
from providers.web.pages.error_messages import error_message
from providers.web.pages.status_messages import (
    progress_message,
    reconnect_message,
    stalled_message,
    stopped_message,
    unavailable_message,
)


@dataclass(frozen=True, slots=True)
class ConnectionStatus:
    """Holds the badge of a connection (its text, icon and style) and the message beside it.

    `action` is `reconnect` or `pull` when a person has to act. `is_pulling` says that a pull is running, so that the
    page should poll.
    """

    badge: str
    icon: str
    message: str
    style: str = ""
    action: str = ""
    is_pulling: bool = False

    @property
    def is_healthy(self) -> bool:
        """Returns whether everything has been pulled without an error."""
        return self.style == "success"


@dataclass(frozen=True, slots=True)
class ConnectionSummary:
    """Holds what a page shows of a connection: the row, its open pull if there is one, and its status."""

    connection: Connection
    pull: Pull | None
    status: ConnectionStatus

    @property
    def provider_label(self) -> ProviderLabel:
        """Returns the label of the platform."""
        return provider_label(self.connection.provider)

    @property
    def label(self) -> str:
        """Returns the platform's name."""
        return self.provider_label.name

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
        span, listed = pull.started_at - pull.after, pull.started_at - pull.oldest_listed_at
        return max(0, min(100, round(listed / span * 100)))


@dataclass(frozen=True, slots=True)
class PullJobs:
    """Says whether a job of a connection's pulls is queued or running, and whether one has stopped for good."""

    is_active: bool
    has_stopped: bool


def connection_summaries(account: Account, **filters: UUID) -> list[ConnectionSummary]:
    """Returns the current owner's connections (all, or `pk=…`), each with its status: two queries."""
    jobs = Job.objects.filter(kind__in=JOB_KIND_OF_PULL.values(), provider=OuterRef("provider"))
    stopped = jobs.filter(state=Job.State.STOPPED)
    pulls = {pull.connection_id: pull for pull in Pull.objects.filter(ended_at=None)}
    connections = Connection.objects.filter(**filters).annotate(
        is_active=Exists(jobs.exclude(state=Job.State.STOPPED)), has_stopped=Exists(stopped)
    )
    summaries = []
    for connection in connections:
        pull, pull_jobs = pulls.get(connection.pk), PullJobs(connection.is_active, connection.has_stopped)
        status = connection_status(connection, pull, pull_jobs, account)
        summaries.append(ConnectionSummary(connection, pull, status))
    return summaries


def connection_status(
    connection: Connection, pull: Pull | None, pull_jobs: PullJobs, account: Account
) -> ConnectionStatus:
    """Returns the status of the connection: the worst that applies."""
    label = connection.platform.label
    if connection.state == Connection.State.RECONNECT:
        message = reconnect_message(connection, label, account)
        return ConnectionStatus("Needs reconnecting", "stop", message, "danger", action="reconnect")
    if connection.state == Connection.State.UNAVAILABLE:
        return ConnectionStatus(f"{label} is off", "warn", unavailable_message(connection, label), "warning")
    if connection.is_paused:
        return ConnectionStatus("Paused by you", "clock", "New activities do not come in while it is paused.")
    if pull_jobs.has_stopped:
        message = stopped_message(connection, label)
        return ConnectionStatus(f"{label} is not answering", "warn", message, "warning", action="pull")
    if pull is None:
        last_pull = f"Last synced {date_and_time(connection.pulled_at, account)}." if connection.pulled_at else ""
        return ConnectionStatus("Connected", "check", f"Up to date. {last_pull}".strip(), "success")
    if not pull_jobs.is_active:
        message = stalled_message(connection, label, account)
        return ConnectionStatus("Stands still", "warn", message, "warning", action="pull")
    return _moving_status(connection, label, pull, account)


def _moving_status(connection: Connection, label: str, pull: Pull, account: Account) -> ConnectionStatus:
    progress = progress_message(pull)
    if connection.waiting_until and connection.waiting_until > timezone.now():
        until = date_and_time(connection.waiting_until, account)
        message = f"{label} lets us ask again on {until}. {progress} Nothing for you to do."
        return ConnectionStatus(f"Waiting until {until}", "clock", message, is_pulling=True)
    if connection.last_error:
        error = error_message(connection.last_error, label)
        message = f"{error}. We try again by ourselves; what is here stays. {progress}"
        return ConnectionStatus(f"{label} is not answering", "warn", message, "warning", is_pulling=True)
    badge = "First pull" if pull.kind == Pull.Kind.FIRST else "Pulling"
    return ConnectionStatus(badge, "clock", f"{progress} You can leave this page.", is_pulling=True)
