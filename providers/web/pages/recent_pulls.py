"""Lists the pulls that have ended, each with what it brought."""

from dataclasses import dataclass
from datetime import datetime

from activities.provider_labels import ProviderLabel, provider_label
from activities.units import format_number
from providers.models import Connection, Pull
from providers.services.pull_spans import EASTERNMOST

MAX_RECENT_PULLS = 20


@dataclass(frozen=True, slots=True)
class RecentPull:
    """Holds what a page shows of a pull that has ended: when, from where, its outcome, and its duration in seconds."""

    ended_at: datetime
    provider_label: ProviderLabel
    outcome: str
    duration_s: float
    has_skipped: bool = False


def recent_pulls(connection: Connection | None = None) -> list[RecentPull]:
    """Returns the last pulls of the current owner, or of one connection, that have ended, newest first: one query."""
    pulls = Pull.objects.exclude(ended_at=None).select_related("connection").order_by("-started_at")
    if connection is not None:
        pulls = pulls.filter(connection=connection)
    return [
        RecentPull(
            pull.ended_at,
            provider_label(pull.connection.provider),
            pull_outcome(pull),
            (pull.ended_at - pull.started_at).total_seconds(),
            has_skipped=pull.unreadable_count > 0,
        )
        for pull in pulls[:MAX_RECENT_PULLS]
        if pull.ended_at
    ]


def pull_outcome(pull: Pull) -> str:
    """Returns the outcome of a pull, such as the words "3 new. 1,877 confirmed." for a full one.

    That of a span begins with the month, or with its first day.
    """
    parts = [f"{format_number(pull.new_count)} new." if pull.new_count else "Nothing new."]
    if pull.kind == Pull.Kind.SPAN and pull.after is not None:
        first = pull.after + EASTERNMOST
        parts.insert(0, f"{first:%B %Y}:" if pull.until else f"Since {first:%B} {first.day}, {first.year}:")
    confirmed = pull.listed_count - pull.unreadable_count - pull.new_count
    if pull.after is None and confirmed > 0:
        parts.append(f"{format_number(confirmed)} confirmed.")
    if pull.unreadable_count:
        parts.append(f"{format_number(pull.unreadable_count)} skipped because they couldn’t be read.")
    return " ".join(parts)
