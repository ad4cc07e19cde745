"""Builds the overall sync status: one message for all connections, open pulls, and recent ones."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Account
from activities.provider_labels import ProviderLabel, provider_label
from activities.units import format_number
from providers.models import Pull
from providers.web.pages.connection_status import ConnectionSummary, connection_summaries

MAX_RECENT_PULLS = 20


@dataclass(frozen=True, slots=True)
class RecentPull:
    """Holds what a page shows of a pull that has ended: when, from where, its outcome, and its duration in seconds."""

    ended_at: datetime
    provider_label: ProviderLabel
    outcome: str
    duration_s: float


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """Holds the overall sync status."""

    connections: list[ConnectionSummary]

    @property
    def is_pulling(self) -> bool:
        """Returns whether a pull is running, so that the page should poll."""
        return any(summary.status.is_pulling for summary in self.connections)

    @property
    def message(self) -> str:
        """Returns the overall sync status in one sentence."""
        need_action = [summary.label for summary in self.connections if summary.status.action]
        moving = [summary.label for summary in self.connections if summary.status.is_pulling]
        unhealthy = [summary.label for summary in self.connections if not summary.status.is_healthy]
        if need_action:
            return f"{' and '.join(need_action)} {'waits' if len(need_action) == 1 else 'wait'} for you."
        if moving:
            return f"A pull from {' and '.join(moving)} is under way."
        if unhealthy:
            return f"Nothing comes in from {' and '.join(unhealthy)} for now."
        return "Everything is up to date." if self.connections else "Nothing is connected."


def sync_status(account: Account) -> SyncStatus:
    """Returns the overall sync status of the account: two queries."""
    return SyncStatus(connection_summaries(account))


def recent_pulls() -> list[RecentPull]:
    """Returns the current owner's last pulls that have ended, newest first: one query."""
    pulls = Pull.objects.exclude(ended_at=None).select_related("connection").order_by("-started_at")
    return [
        RecentPull(
            pull.ended_at,
            provider_label(pull.connection.provider),
            pull_outcome(pull),
            (pull.ended_at - pull.started_at).total_seconds(),
        )
        for pull in pulls[:MAX_RECENT_PULLS]
        if pull.ended_at
    ]


def pull_outcome(pull: Pull) -> str:
    """Returns the outcome of a pull, such as the words "3 new. 1,877 confirmed." for a full one."""
    parts = [f"{format_number(pull.new_count)} new." if pull.new_count else "Nothing new."]
    confirmed = pull.listed_count - pull.unreadable_count - pull.new_count
    if pull.after is None and confirmed > 0:
        parts.append(f"{format_number(confirmed)} confirmed.")
    if pull.unreadable_count:
        parts.append(f"{format_number(pull.unreadable_count)} left out, since they could not be read.")
    return " ".join(parts)
