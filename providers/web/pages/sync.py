"""Builds the overall sync status: one message for all connections, open pulls, and recent ones."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from accounts.models import Account
from activities.provider_labels import ProviderLabel, provider_label
from activities.units import format_number
from providers.models import Connection, Pull
from providers.services.platform_deletions import count_asking
from providers.services.pull_requests import SPAN_MARGIN
from providers.web.pages.connection_summary import ConnectionSummary, connection_summaries
from providers.web.pages.sync_button import SyncButton

MAX_RECENT_PULLS = 20


@dataclass(frozen=True, slots=True)
class RecentPull:
    """Holds what a page shows of a pull that has ended: when, from where, its outcome, and its duration in seconds."""

    ended_at: datetime
    provider_label: ProviderLabel
    outcome: str
    duration_s: float
    has_skipped: bool = False


@dataclass(frozen=True, slots=True)
class DeletionQuestion:
    """Holds how many activities of a connection seem to be gone at the platform and wait for the athlete's answer."""

    connection: Connection
    provider_label: ProviderLabel
    count: int


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """Holds the overall sync status."""

    connections: list[ConnectionSummary]

    @property
    def is_pulling(self) -> bool:
        """Returns whether a pull is running, so that the page should poll."""
        return any(summary.status.is_pulling for summary in self.connections)

    @property
    def has_several(self) -> bool:
        """Returns whether there is more than one connection, so that each has a button of its own."""
        return len(self.connections) > 1

    @property
    def sync_button(self) -> SyncButton:
        """Returns the button that syncs every connection that is not paused, as soon as one of them may be synced."""
        moments = [summary.next_request_at for summary in self.connections if not summary.connection.is_paused]
        refusals = [moment for moment in moments if moment is not None]
        is_refused = refusals and len(refusals) == len(moments)
        return SyncButton(reverse("sync_pull"), min(refusals) if is_refused else None)

    @property
    def is_sync_next(self) -> bool:
        """Returns whether another sync of all is the next step.

        Otherwise the athlete waits for a running one, opens the calendar after the first one, or acts on a single
        connection.
        """
        is_import_done = any(summary.is_just_imported for summary in self.connections)
        needs_action = any(summary.status.action for summary in self.connections)
        return not (self.is_pulling or is_import_done or needs_action)

    @property
    def message(self) -> str:
        """Returns the overall sync status in one sentence."""
        need_action = [summary.label for summary in self.connections if summary.status.action]
        moving = [summary.label for summary in self.connections if summary.status.is_pulling]
        unhealthy = [summary.label for summary in self.connections if not summary.status.is_healthy]
        if need_action:
            return f"{' and '.join(need_action)} {'needs' if len(need_action) == 1 else 'need'} your attention."
        if moving:
            return f"Syncing {' and '.join(moving)}."
        if unhealthy:
            return f"{' and '.join(unhealthy)} {'is' if len(unhealthy) == 1 else 'are'} not syncing."
        return "Everything is up to date." if self.connections else "Nothing is connected."


def sync_status(account: Account) -> SyncStatus:
    """Returns the overall sync status of the account: two queries."""
    return SyncStatus(connection_summaries(account))


def deletion_questions(status: SyncStatus) -> list[DeletionQuestion]:
    """Returns the questions about deletions of these connections: one query."""
    counts = count_asking()
    return [
        DeletionQuestion(summary.connection, summary.provider_label, counts[summary.connection.provider])
        for summary in status.connections
        if summary.connection.provider in counts
    ]


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

    That of a month begins with the month.
    """
    parts = [f"{format_number(pull.new_count)} new." if pull.new_count else "Nothing new."]
    if pull.kind == Pull.Kind.SPAN and pull.after is not None:
        parts.insert(0, f"{pull.after + SPAN_MARGIN:%B %Y}:")
    confirmed = pull.listed_count - pull.unreadable_count - pull.new_count
    if pull.after is None and confirmed > 0:
        parts.append(f"{format_number(confirmed)} confirmed.")
    if pull.unreadable_count:
        parts.append(f"{format_number(pull.unreadable_count)} skipped because they couldn’t be read.")
    return " ".join(parts)
