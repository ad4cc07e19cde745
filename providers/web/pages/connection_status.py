"""Builds the status of a connection: a badge and a message."""

from dataclasses import dataclass

from django.utils import timezone

from accounts.models import Account
from activities.templatetags.formatting import coming_time, past_date_and_time
from providers.forecast import Forecast
from providers.models import Connection, Pull
from providers.services.platform_health import BreakerState
from providers.web.pages.error_messages import error_message
from providers.web.pages.status_messages import (
    imported_message,
    limit_message,
    outage_message,
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


@dataclass(frozen=True, slots=True)
class PullProgress:
    """Holds the open pull of a connection and its forecast, both None without one, and the jobs of its pulls."""

    pull: Pull | None
    jobs: PullJobs
    forecast: Forecast | None = None

    @property
    def is_moving(self) -> bool:
        """Returns whether a job continues the pull, now or later."""
        return self.pull is not None and self.jobs.is_active and not self.jobs.has_stopped

    def message(self, account: Account) -> str:
        """Returns how far the pull is; empty without one."""
        if self.pull is None or self.forecast is None:
            return ""
        return progress_message(self.pull, self.forecast, account)


def connection_status(
    connection: Connection, progress: PullProgress, breaker: BreakerState, account: Account
) -> ConnectionStatus:
    """Returns the status of the connection: the worst that applies."""
    label, pull = connection.platform.label, progress.pull
    if not connection.has_grant:
        message = imported_message(connection, account)
        return ConnectionStatus("Not connected", "other", message, "warning", action="reconnect")
    if connection.state == Connection.State.RECONNECT:
        message = reconnect_message(connection, label, account)
        return ConnectionStatus("Needs reconnecting", "stop", message, "danger", action="reconnect")
    if connection.is_unavailable or breaker.is_inactive:
        since = f" since {past_date_and_time(breaker.opened_at, account)}" if breaker.opened_at else ""
        message = unavailable_message(connection, label, since)
        return ConnectionStatus(f"{label} is off", "warn", message, "warning")
    if connection.is_paused:
        return ConnectionStatus("Paused", "clock", "No activities are imported while it is paused.")
    if breaker.is_open:
        message = f"{outage_message(breaker, label, account)} {progress.message(account)}".strip()
        badge = f"{label} isn’t responding"
        return ConnectionStatus(badge, "warn", message, "warning", is_pulling=progress.is_moving)
    if progress.jobs.has_stopped:
        message = stopped_message(connection, label)
        return ConnectionStatus(f"{label} isn’t responding", "warn", message, "warning", action="pull")
    if pull is None:
        last_pull = f"Last synced {past_date_and_time(connection.pulled_at, account)}." if connection.pulled_at else ""
        return ConnectionStatus("Connected", "check", f"Up to date. {last_pull}".strip(), "success")
    if not progress.jobs.is_active:
        message = stalled_message(connection, label, account)
        return ConnectionStatus("Stopped", "warn", message, "warning", action="pull")
    return _moving_status(connection, label, progress, account)


def _moving_status(connection: Connection, label: str, progress: PullProgress, account: Account) -> ConnectionStatus:
    listed = progress.message(account)
    until = connection.waiting_until
    if until is not None and until > timezone.now() and connection.last_error == "limit":
        message = f"{limit_message(connection, label, account)} {listed} Nothing for you to do."
        return ConnectionStatus(f"Waiting until {coming_time(until, account)}", "clock", message, is_pulling=True)
    if connection.last_error and connection.last_error != "limit":
        error = error_message(connection.last_error, label)
        message = f"{error}. Your activities stay here, and tracekit tries again. {listed}"
        return ConnectionStatus(f"{label} isn’t responding", "warn", message, "warning", is_pulling=True)
    is_first = progress.pull is not None and progress.pull.kind == Pull.Kind.FIRST
    badge = "Importing" if is_first else "Syncing"
    return ConnectionStatus(badge, "clock", f"{listed} You can leave this page.", is_pulling=True)
