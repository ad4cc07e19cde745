"""Builds the messages about a connection: what is wrong, what is kept, and what to do."""

from django.conf import settings
from django.utils import timezone

from accounts.models import Account
from activities.templatetags.formatting import coming_time, date_and_time, day_and_month, past_date_and_time
from providers.errors import ProviderUnavailable
from providers.forecast import Forecast
from providers.models import Connection, Pull
from providers.services.platform_health import BreakerState
from providers.web.pages.error_messages import error_clause, error_message
from providers.web.pages.listed import format_forecast, format_listed


def progress_message(pull: Pull, forecast: Forecast, account: Account) -> str:
    """Returns the progress of an open pull, and when it will be done where that can be forecast."""
    if forecast.expected_count:
        return f"{format_forecast(forecast, pull.oldest_listed_at, account)}."
    word = "so far" if pull.kind == Pull.Kind.FIRST else "checked"
    progress = format_listed(pull.listed_count, pull.oldest_listed_at, word)
    return f"{progress[0].upper()}{progress[1:]}."


def limit_message(connection: Connection, label: str, account: Account) -> str:
    """Returns the message while a pull waits for the platform's limit."""
    if connection.waiting_until is None:
        return ""
    return f"Waiting for {label}’s limit until {coming_time(connection.waiting_until, account)}."


def outage_message(breaker: BreakerState, label: str, account: Account) -> str:
    """Returns the message while the platform answers nobody."""
    since = past_date_and_time(breaker.opened_at, account) if breaker.opened_at else ""
    probe_at = breaker.next_probe_at
    is_ahead = probe_at is not None and probe_at > timezone.now()
    next_try = f"again at {coming_time(probe_at, account)}" if is_ahead and probe_at else "again in a moment"
    return f"{label} hasn’t answered anyone since {since}. Your activities stay here, and tracekit tries {next_try}."


def imported_message(connection: Connection, account: Account) -> str:
    """Returns the message of a connection that an import has brought without a grant."""
    return f"Its activities came with an import. {_retention_message(connection, account)} Connect again to sync."


def reconnect_message(connection: Connection, label: str, account: Account) -> str:
    """Returns the message while the grant does not work."""
    retention = _retention_message(connection, account)
    return f"{error_message('grant', label)}. {retention} Reconnect to continue where it stopped."


def _retention_message(connection: Connection, account: Account) -> str:
    """Returns how long the activities stay while none of them can be fetched."""
    retention = connection.platform.retention
    if retention is None:
        return "Your activities stay here."
    if connection.full_pull_at is None:
        return f"Your activities stay here for up to {retention.days} days."
    expires_at = connection.full_pull_at + retention
    if expires_at <= timezone.now():
        return "Only IDs and links are left of your activities."
    return f"Your activities stay here until {day_and_month(expires_at.astimezone(account.zone).date(), account)}."


def unavailable_message(connection: Connection, label: str, since: str = "") -> str:
    """Returns the message while the platform has disabled this install, since a time where that is known."""
    try:
        _ = connection.registration
    except ProviderUnavailable as error:
        return f"{error_message(error.code, label)}. The operator has to fix this. Your connection stays."
    if connection.last_error == "client":
        return f"{error_message('client', label)}. The operator has to fix this. Your connection stays."
    operator = "The operator can see this." if settings.HOSTED else f"See {connection.platform.registration_url}."
    return f"{error_message('inactive', label)}{since}. {operator} Your connection stays."


def stalled_message(connection: Connection, label: str, account: Account) -> str:
    """Returns the message about an open pull that no job continues."""
    has_error = bool(connection.last_error)
    reason = error_message(connection.last_error, label) if has_error else "The last sync did not finish"
    next_pull = date_and_time(connection.next_pull_at, account)
    return f"{reason}. Your activities stay here. The next try is on {next_pull}. Press Sync now to try at once."


def stopped_message(connection: Connection, label: str) -> str:
    """Returns the message about a pull whose job has used its last attempt."""
    reason = error_clause(connection.last_error, label) if connection.last_error else "something went wrong here"
    return f"Five attempts failed: {reason}. Your activities stay here. Press Sync now to try again."
