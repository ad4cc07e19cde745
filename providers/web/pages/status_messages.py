"""Builds the messages about a connection: what is wrong, what is kept, and what to do."""

from django.conf import settings
from django.utils import timezone

from accounts.models import Account
from activities.templatetags.formatting import date_and_time, day_and_month
from providers.errors import ProviderUnavailable
from providers.models import Connection, Pull
from providers.web.pages.error_messages import error_clause, error_message
from providers.web.pages.listed import format_listed


def progress_message(pull: Pull) -> str:
    """Returns the progress of an open pull."""
    word = "so far" if pull.kind == Pull.Kind.FIRST else "checked"
    progress = format_listed(pull.listed_count, pull.oldest_listed_at, word)
    return f"{progress[0].upper()}{progress[1:]}."


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


def unavailable_message(connection: Connection, label: str) -> str:
    """Returns the message while the platform has disabled this install."""
    try:
        _ = connection.registration
    except ProviderUnavailable as error:
        return f"{error_message(error.code, label)}. The operator has to fix this. Your connection stays."
    if connection.last_error == "client":
        return f"{error_message('client', label)}. The operator has to fix this. Your connection stays."
    operator = "The operator can see this." if settings.HOSTED else f"See {connection.platform.registration_url}."
    return f"{error_message('inactive', label)}. {operator} Your connection stays."


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
