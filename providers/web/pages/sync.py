"""Builds the overall sync status: one message for all connections, open pulls, and recent ones."""

from dataclasses import dataclass

from django.urls import reverse

from accounts.models import Account
from activities.provider_labels import ProviderLabel
from providers.models import Connection
from providers.services.platform_deletions import count_asking
from providers.web.pages.connection_summary import ConnectionSummary, connection_summaries
from providers.web.pages.sync_button import SyncButton


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
    def month_choices(self) -> list[tuple[str, ProviderLabel]]:
        """Returns the connections that can be synced by month."""
        return [choice for summary in self.connections for choice in summary.month_choices]

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
    def first_imported(self) -> ConnectionSummary | None:
        """Returns the first connection that has just been imported, which alone offers the calendar, or None."""
        return next((summary for summary in self.connections if summary.is_just_imported), None)

    @property
    def is_sync_next(self) -> bool:
        """Returns whether another sync of all is the next step.

        Otherwise the athlete waits for a running one, opens the calendar after the first one, or acts on a single
        connection.
        """
        needs_action = any(summary.status.action for summary in self.connections)
        return not (self.is_pulling or self.first_imported or needs_action)

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
