"""Formats the messages of a write-back: how it ended, what it waits for, or why it stopped.

Each takes a row that `with_status` has read.
"""

from datetime import datetime
from typing import Any

from accounts.models import Account
from activities import local_time
from activities.provider_labels import provider_label
from activities.templatetags.formatting import today
from matching.models import WriteBack

State = WriteBack.State

REASON_MESSAGES = {
    WriteBack.WITHDRAWN: "Not renamed {phrase}.",
    "scope": "tracekit may read {label} and not rename there.",
    "grant": "{label} needs reconnecting.",
    "sealed": "{label} needs reconnecting.",
    "inactive": "{label} has switched this tracekit’s access off. The operator knows.",
    "unregistered": "This install does not know {label} any more.",
    "not_there": "The activity is not {phrase} any more.",
    "sink": "Values of the platform that it comes from must not be copied to {label}.",
    "unchanged": "{label} said yes, and still shows the old name.",
}


def ended_message(row: Any) -> str:
    """Returns how a write-back ended."""
    label = provider_label(row.connection.provider)
    if row.state == State.DONE:
        return f"Named as before {label.phrase}." if row.undoes_id else f"Renamed {label.phrase}."
    if row.state == State.ALREADY:
        return f"It was already so {label.phrase}. Nothing was sent."
    if row.state == State.CONFLICT:
        to = f", to “{row.actual_before}”" if row.actual_before else "; it has no name there now"
        return (
            f"It was changed there meanwhile{to}. {'tracekit leaves it so.' if row.sent_at else 'Nothing was written.'}"
        )
    return _reason_message(row) if row.sent_at else f"{_reason_message(row)} Nothing was changed."


def waiting_message(row: Any, account: Account, now: datetime) -> str:
    """Returns what a write-back waits for, and until when."""
    label, until = provider_label(row.connection.provider).name, row.connection.waiting_until
    if until and until > now:
        return f"Waits for {label}’s limit until {_format_time(until, account)}. You can leave this page."
    if row.state == State.ACCEPTED:
        return f"{label} said yes. tracekit looks once more whether it is there."
    next_attempt = _format_time(row.job_not_before, account, has_seconds=True)
    if row.sent_at:
        return f"We do not know whether {label} took it. tracekit looks before it tries again, at {next_attempt}."
    return f"{label} does not answer. Nothing was sent yet; tracekit asks again at {next_attempt}."


def stopped_message(row: Any) -> str:
    """Returns why a write-back stopped, and what is known about the change."""
    label = provider_label(row.connection.provider).name
    reason = _reason_message(row) if row.reason else f"{label} does not answer."
    if row.state == State.ACCEPTED:
        return f"{reason} It had said yes before; nobody has looked since."
    return f"{reason} We do not know whether it was renamed." if row.sent_at else f"{reason} Nothing was sent."


def _reason_message(row: Any) -> str:
    label = provider_label(row.connection.provider)
    return REASON_MESSAGES.get(row.reason, "{label} refused.").format(label=label.name, phrase=label.phrase)


def _format_time(instant: datetime, account: Account, has_seconds: bool = False) -> str:
    local, day = instant.astimezone(account.zone), today(account)
    if local.date() != day:
        return local_time.format_date_and_time(local, day.year)
    return f"{local:%H:%M:%S}" if has_seconds else f"{local:%H:%M}"
