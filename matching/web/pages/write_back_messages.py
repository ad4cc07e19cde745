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
    "scope": "tracekit can read {label} but not rename there.",
    "grant": "{label} needs reconnecting.",
    "sealed": "{label} needs reconnecting.",
    "inactive": "{label} has turned off access for this install. The operator can see this.",
    "client": "{label} doesn’t accept the client ID or client secret of this install. The operator can correct them.",
    "unregistered": "This install is no longer set up for {label}.",
    "not_there": "The activity is no longer {phrase}.",
    "sink": "This value comes from a service whose rules don’t allow copying it to {label}.",
    "unchanged": "{label} accepted the change but still shows the old name.",
}


def ended_message(row: Any) -> str:
    """Returns how a write-back ended."""
    label = provider_label(row.connection.provider)
    if row.state == State.DONE:
        return f"Original {label.name} name restored." if row.undoes_id else f"Renamed {label.phrase}."
    if row.state == State.ALREADY:
        return f"It already has this name {label.phrase}. Nothing was sent."
    if row.state == State.CONFLICT and row.reason == WriteBack.ACCEPTED:
        return f"You left it as it is {label.phrase}."
    if row.state == State.CONFLICT:
        to = f", to “{row.actual_before}”" if row.actual_before else "; it has no name there now"
        result = "tracekit left it that way." if row.sent_at else "Nothing was written."
        return f"It was changed there in the meantime{to}. {result}"
    return _reason_message(row) if row.sent_at else f"{_reason_message(row)} Nothing was changed."


def waiting_message(row: Any, account: Account, now: datetime) -> str:
    """Returns what a write-back waits for, and until when."""
    label, connection = provider_label(row.connection.provider).name, row.connection
    until = connection.waiting_until
    if connection.last_error == "limit" and until and now < until <= row.job_not_before:
        return f"Waiting for {label}’s rate limit until {format_attempt_time(until, account)}. You can leave this page."
    if row.state == State.ACCEPTED:
        return f"{label} accepted the change. tracekit is checking that it is there."
    next_attempt = format_attempt_time(row.job_not_before, account, has_seconds=True)
    if row.sent_at:
        return f"We don’t know whether {label} made the change. tracekit checks before trying again at {next_attempt}."
    reason = "has turned off access for this install" if connection.is_unavailable else "isn’t responding"
    return f"{label} {reason}. Nothing was sent yet; tracekit tries again at {next_attempt}."


def stopped_message(row: Any) -> str:
    """Returns why a write-back stopped, and what is known about the change."""
    label = provider_label(row.connection.provider).name
    reason = _reason_message(row) if row.reason else f"{label} isn’t responding."
    if row.state == State.ACCEPTED:
        return f"{reason} It accepted the change before, but tracekit hasn’t checked it since."
    return f"{reason} We don’t know whether it was renamed." if row.sent_at else f"{reason} Nothing was sent."


def _reason_message(row: Any) -> str:
    label = provider_label(row.connection.provider)
    return REASON_MESSAGES.get(row.reason, "{label} refused the change.").format(label=label.name, phrase=label.phrase)


def format_attempt_time(instant: datetime, account: Account, has_seconds: bool = False) -> str:
    """Returns the time of an instant in the athlete's zone, with the day where it is another one."""
    local, day = instant.astimezone(account.zone), today(account)
    if local.date() != day:
        return local_time.format_date_and_time(local, day.year)
    return f"{local:%H:%M:%S}" if has_seconds else f"{local:%H:%M}"
