"""Describes a write-back: how far it is, how it ended, and what the athlete can do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.jobs.models import Job
from accounts.models import Account
from accounts.polling import SLOW_INTERVAL_S
from activities.provider_labels import ProviderLabel, provider_label
from matching.models import WriteBack
from matching.web.pages.links import Link
from matching.web.pages.proposal_labels import FIELD_LABELS, reconnect_link
from matching.web.pages.write_back_messages import ended_message, stopped_message, waiting_message

State = WriteBack.State
RUNNING, WAITING, STOPPED = "running", "waiting", "stopped"
"""A write-back that has not ended has one of these statuses."""
LEFT = "left"
"""This is the status of a conflict after the athlete decided to leave the third value as it is."""

STEPS = (("read", "reading"), ("compared", "comparing"), ("renamed", "renaming"), ("checked", "checking"))
"""Each step has a label for when it is done, and one for before."""
CURRENT_STEPS = {State.QUEUED: 0, State.COMPARED: 2, State.SENT: 2, State.ACCEPTED: 3}
INTERVAL_S = 1
"""A page polls a write-back that is running so often."""

RECONNECT_REASONS = ("scope", "grant", "sealed")
SHORT_TEXTS = {
    State.DONE: "done",
    State.ALREADY: "already had this name",
    State.CONFLICT: "changed there in the meantime",
    State.FAILED: "failed",
    LEFT: "left as it was there",
    RUNNING: "in progress",
    WAITING: "in progress",
    STOPPED: "stopped",
}


@dataclass(frozen=True, slots=True)
class WriteBackStatus:
    """Describes a write-back that `with_status` has read, as it is at `now`."""

    row: Any
    account: Account
    now: datetime

    @property
    def provider_label(self) -> ProviderLabel:
        """Returns the label of the platform that it writes to."""
        return provider_label(self.row.connection.provider)

    @property
    def status(self) -> str:
        """Returns the state in which it ended, or LEFT; before that RUNNING, WAITING (for the platform) or STOPPED."""
        if self.row.ended_at:
            return LEFT if self.row.reason == WriteBack.ACCEPTED else self.row.state
        if self.row.job_state in (None, Job.State.STOPPED):
            return STOPPED
        is_waiting = self.row.job_state == Job.State.QUEUED and self.row.job_not_before > self.now
        return WAITING if is_waiting else RUNNING

    @property
    def is_in_progress(self) -> bool:
        """Returns whether it goes on by itself."""
        return self.status in (RUNNING, WAITING)

    @property
    def version(self) -> str:
        """Returns a text that changes with the status: a page sends it to learn only what is new."""
        until = f"{self.row.job_not_before:%H%M%S}" if self.status == WAITING else ""
        return f"{self.row.state}-{self.row.verify_attempts}-{self.status}-{until}"

    @property
    def interval_s(self) -> int:
        """Returns the seconds until the next poll."""
        return INTERVAL_S if self.status == RUNNING or self.row.state == State.ACCEPTED else SLOW_INTERVAL_S

    @property
    def steps(self) -> list[tuple[str, str]]:
        """Returns each step, and whether it is `done`, `current` or `next`."""
        current = CURRENT_STEPS[State(self.row.state)]
        return [
            (done, "done") if step < current else (doing, "current") if step == current else (doing, "next")
            for step, (done, doing) in enumerate(STEPS)
        ]

    @property
    def label(self) -> str:
        """Returns `Name on Strava`."""
        return f"{FIELD_LABELS[self.row.field]} {self.provider_label.phrase}"

    @property
    def title(self) -> str:
        """Returns what was requested: `Rename on Strava`."""
        return (
            f"Undo rename {self.provider_label.phrase}"
            if self.row.undoes_id
            else f"Rename {self.provider_label.phrase}"
        )

    @property
    def can_undo(self) -> bool:
        """Returns whether it can be undone: it changed a value, and the old one is not back already."""
        return self.row.can_be_undone and self.row.present_value != self.row.expected_before

    @property
    def is_undone(self) -> bool:
        """Returns whether the value from before is back."""
        return hasattr(self.row, "undone_by") and self.row.undone_by.state in (State.DONE, State.ALREADY)

    @property
    def message(self) -> str:
        """Returns how it ended, what it waits for, or why it stopped; empty while the steps show it."""
        if self.row.ended_at:
            return ended_message(self.row)
        if self.status == WAITING:
            return waiting_message(self.row, self.account, self.now)
        return stopped_message(self.row) if self.status == STOPPED else ""

    @property
    def short_text(self) -> str:
        """Returns the status in a few words."""
        return "undone" if self.row.state == State.DONE and self.is_undone else SHORT_TEXTS[self.status]

    @property
    def retry_label(self) -> str:
        """Returns the label of the button that retries; empty where nothing can be retried."""
        if self.status == STOPPED and self.row.sent_at:
            return "Check again"
        return "Try again" if self.status == STOPPED or self.row.can_be_retried else ""

    @property
    def can_withdraw(self) -> bool:
        """Returns whether it is held up before anything was sent, so that the athlete can withdraw it."""
        return self.status in (WAITING, STOPPED) and self.row.sent_at is None

    @property
    def link(self) -> Link | None:
        """Returns the link to what the athlete can do; None when there is nothing."""
        needs_athlete = self.row.reason in RECONNECT_REASONS and not self.is_in_progress
        return reconnect_link(self.provider_label) if needs_athlete else None


def write_back_statuses(rows: Iterable[WriteBack], account: Account) -> list[WriteBackStatus]:
    """Returns the status of each of these write-backs, which `with_status` must have read."""
    now = timezone.now()
    return [WriteBackStatus(row, account, now) for row in rows]
