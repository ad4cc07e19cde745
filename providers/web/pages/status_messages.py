"""Builds the messages about a connection: what is wrong, what is kept, and what to do."""

from django.conf import settings
from django.utils import timezone

from accounts.models import Account
from activities.templatetags.formatting import date_and_time, day_and_month
from activities.units import format_number
from providers.errors import ProviderUnavailable
from providers.models import Connection, Pull
from providers.web.pages.error_messages import error_clause, error_message


def progress_message(pull: Pull) -> str:
    """Returns the progress of an open pull."""
    back = f", back to {pull.oldest_listed_at:%B %Y}" if pull.oldest_listed_at else ""
    return f"{format_number(pull.listed_count)} activities looked at{back}."


def reconnect_message(connection: Connection, label: str, account: Account) -> str:
    """Returns the message while the grant does not work."""
    retention = _retention_message(connection, account)
    return f"{error_message('grant', label)}. {retention} Reconnect, and it goes on where it stopped."


def _retention_message(connection: Connection, account: Account) -> str:
    """Returns how long the activities stay while none of them can be fetched."""
    retention = connection.platform.retention
    if retention is None:
        return "What is here stays."
    if connection.full_pull_at is None:
        return f"What is here stays for up to {retention.days} days."
    expires_at = connection.full_pull_at + retention
    if expires_at <= timezone.now():
        return "Of what was here, ids and links are left."
    return f"What is here stays until {day_and_month(expires_at.astimezone(account.zone).date(), account)}."


def unavailable_message(connection: Connection, label: str) -> str:
    """Returns the message while the platform has disabled this install."""
    try:
        _ = connection.registration
    except ProviderUnavailable as error:
        return f"{error_message(error.code, label)}. The operator has to put that right. Your connection stays."
    operator = "The operator knows." if settings.HOSTED else f"See {connection.platform.registration_url}."
    return f"{error_message('inactive', label)}. {operator} Your connection stays."


def stalled_message(connection: Connection, label: str, account: Account) -> str:
    """Returns the message about an open pull that no job continues."""
    has_error = bool(connection.last_error)
    reason = error_message(connection.last_error, label) if has_error else "The pull did not come to its end"
    next_pull = date_and_time(connection.next_pull_at, account)
    return f"{reason}. What is here stays. We ask again on {next_pull}; Pull now asks at once."


def stopped_message(connection: Connection, label: str) -> str:
    """Returns the message about a pull whose job has used its last attempt."""
    reason = error_clause(connection.last_error, label) if connection.last_error else "something went wrong here"
    return f"Five tries failed: {reason}. We stopped; what is here stays. Press Pull now to try again."
