"""Builds the status of a connection: a badge and a message."""

from dataclasses import dataclass

from django.utils import timezone

from accounts.models import Account
from activities.templatetags.formatting import date_and_time, past_date_and_time
from providers.models import CircuitBreaker, Connection, Pull
from providers.web.pages.error_messages import error_message
from providers.web.pages.status_messages import (
    imported_message,
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
class PullJobs:
    """Says whether a job of a connection's pulls is queued or running, and whether one has stopped for good."""

    is_active: bool
    has_stopped: bool


def connection_status(
    connection: Connection, pull: Pull | None, pull_jobs: PullJobs, account: Account
) -> ConnectionStatus:
    """Returns the status of the connection: the worst that applies."""
    label = connection.platform.label
    if not connection.has_grant:
        message = imported_message(connection, account)
        return ConnectionStatus("Not connected", "other", message, "warning", action="reconnect")
    if connection.state == Connection.State.RECONNECT:
        message = reconnect_message(connection, label, account)
        return ConnectionStatus("Needs reconnecting", "stop", message, "danger", action="reconnect")
    if connection.is_unavailable:
        return ConnectionStatus(f"{label} is off", "warn", unavailable_message(connection, label), "warning")
    if connection.is_paused:
        return ConnectionStatus("Paused", "clock", "No activities are imported while it is paused.")
    if pull_jobs.has_stopped:
        message = stopped_message(connection, label)
        return ConnectionStatus(f"{label} isn’t responding", "warn", message, "warning", action="pull")
    if pull is None:
        last_pull = f"Last synced {past_date_and_time(connection.pulled_at, account)}." if connection.pulled_at else ""
        return ConnectionStatus("Connected", "check", f"Up to date. {last_pull}".strip(), "success")
    if not pull_jobs.is_active:
        message = stalled_message(connection, label, account)
        return ConnectionStatus("Stopped", "warn", message, "warning", action="pull")
    return _moving_status(connection, label, pull, account)


def _moving_status(connection: Connection, label: str, pull: Pull, account: Account) -> ConnectionStatus:
    progress = progress_message(pull)
    is_outage = connection.last_error == CircuitBreaker.Cause.OUTAGE
    if not is_outage and connection.waiting_until and connection.waiting_until > timezone.now():
        until = date_and_time(connection.waiting_until, account)
        message = (
            f"{label} limits how often it may be called. The next call is on {until}. {progress} Nothing for you to do."
        )
        return ConnectionStatus(f"Waiting until {until}", "clock", message, is_pulling=True)
    if connection.last_error:
        error = error_message(connection.last_error, label)
        message = f"{error}. Your activities stay here, and tracekit tries again. {progress}"
        return ConnectionStatus(f"{label} isn’t responding", "warn", message, "warning", is_pulling=True)
    badge = "Importing" if pull.kind == Pull.Kind.FIRST else "Syncing"
    return ConnectionStatus(badge, "clock", f"{progress} You can leave this page.", is_pulling=True)
