"""Lists what can be changed at the platforms of a workout, and what has been: a line for each field of an activity."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from accounts.models import Account
from activities.provider_labels import ProviderLabel, provider_label
from matching.models import WriteBack
from matching.services.proposals import Proposal, load_connections, proposals_of
from matching.web.pages.proposal_labels import FIELD_ACTIONS, FIELD_LABELS, BarrierMessage, barrier_message
from matching.web.pages.write_back_status import WriteBackStatus, write_back_statuses
from matching.workouts import WorkoutDetails
from providers.models import Connection

FRESH = timedelta(hours=1)
"""A write-back is shown beside its field, with its Undo, for this long; later only in the workout's history."""

FieldKey = tuple[str, str, str]
"""This names a field of an activity: provider, provider id and field."""

State = WriteBack.State


@dataclass(frozen=True, slots=True)
class Change:
    """Represents one field of one activity: a proposal, the write-back that a click on it created, or both."""

    provider_label: ProviderLabel
    field: str
    before: str
    after: str
    proposal: Proposal | None
    write_back: WriteBackStatus | None

    @property
    def label(self) -> str:
        """Returns `Name on Strava`."""
        return f"{FIELD_LABELS[self.field]} {self.provider_label.phrase}"

    @property
    def can_request(self) -> bool:
        """Returns whether it has a button that writes."""
        return self.proposal is not None and self.proposal.barrier is None

    @property
    def choice(self) -> str:
        """Returns the value of its checkbox and button; empty where nothing can be chosen."""
        return str(self.proposal.choice) if self.proposal and self.can_request else ""

    @property
    def barrier(self) -> BarrierMessage | None:
        """Returns what stands in the way of its button."""
        barrier = self.proposal.barrier if self.proposal else None
        return barrier_message(barrier, self.provider_label, self.field) if barrier else None

    @property
    def is_in_progress(self) -> bool:
        """Returns whether a write-back for it goes on by itself."""
        return self.write_back is not None and self.write_back.is_in_progress

    @property
    def is_stuck(self) -> bool:
        """Returns whether the athlete has to retry."""
        return self.write_back is not None and bool(self.write_back.retry_label)

    @property
    def button(self) -> str:
        """Returns what the button says: `Rename on Strava`."""
        action = f"{FIELD_ACTIONS[self.field]} {self.provider_label.phrase}" if self.proposal else ""
        return f"{action} all the same" if self._is_conflict else action

    @property
    def ignore_button(self) -> str:
        """Returns what the button says that lets the value stay: `Ignore`, or `Leave it on Strava` after a conflict."""
        return f"Leave it {self.provider_label.phrase}" if self._is_conflict else "Ignore"

    @property
    def _is_conflict(self) -> bool:
        return self.write_back is not None and self.write_back.row.is_undecided_conflict


@dataclass(frozen=True, slots=True)
class Changes:
    """Holds a workout's lines by field and activity, and all write-backs that it ever had, newest first."""

    lines: dict[FieldKey, Change]
    write_backs: list[WriteBackStatus]
    connections: dict[str, Connection]

    def can_undo(self, write_back: WriteBackStatus) -> bool:
        """Returns whether a write-back is the newest of its field, and can be undone."""
        return write_back.can_undo and _newest(self.write_backs)[_key(write_back)] is write_back


def changes_of(workouts: Iterable[WorkoutDetails], account: Account) -> dict[UUID, Changes]:
    """Returns the changes of each of these workouts: two queries."""
    workouts = list(workouts)
    connections = load_connections(workouts)
    write_backs: dict[UUID, list[WriteBackStatus]] = {workout.id: [] for workout in workouts}
    if connections:
        rows = WriteBack.objects.filter(workout__in=list(write_backs)).with_status()
        for write_back in write_back_statuses(rows, account):
            write_backs[write_back.row.workout_id].append(write_back)
    return {
        workout.id: Changes(
            _lines(proposals_of(workout, connections), write_backs[workout.id]), write_backs[workout.id], connections
        )
        for workout in workouts
    }


def _lines(proposals: Iterable[Proposal], write_backs: list[WriteBackStatus]) -> dict[FieldKey, Change]:
    newest = _newest(write_backs)
    lines = {proposal.change[:3]: _line(proposal, newest.get(proposal.change[:3])) for proposal in proposals}
    for key, write_back in newest.items():
        if key not in lines and _is_fresh(write_back):
            row = write_back.row
            lines[key] = Change(
                write_back.provider_label, row.field, row.expected_before, row.desired_after, None, write_back
            )
    return lines


def _line(proposal: Proposal, write_back: WriteBackStatus | None) -> Change:
    """Returns a proposal's line, with the write-back that belongs to it.

    That is one that is open, an undo, or one that ended in this conflict or failed at this very change.
    """
    provider, _, field, before, after = proposal.change
    label = provider_label(provider)
    if write_back and not write_back.row.ended_at:
        return Change(label, field, write_back.row.expected_before, write_back.row.desired_after, None, write_back)
    if write_back and (_is_conflict_with(write_back, before) or (write_back.row.undoes_id and _is_fresh(write_back))):
        return Change(label, field, before, after, proposal, write_back)
    is_same = write_back and (write_back.row.expected_before, write_back.row.desired_after) == (before, after)
    if write_back and write_back.row.can_be_retried and is_same and write_back.row.reason != WriteBack.WITHDRAWN:
        return Change(label, field, before, after, None, write_back)
    return Change(label, field, before, after, proposal, None)


def _is_conflict_with(write_back: WriteBackStatus, present: str) -> bool:
    """Returns whether a write-back ended in a conflict with the present value that the athlete has not decided."""
    return write_back.row.is_undecided_conflict and write_back.row.actual_before == present


def _newest(write_backs: list[WriteBackStatus]) -> dict[FieldKey, WriteBackStatus]:
    return {_key(write_back): write_back for write_back in reversed(write_backs)}


def _key(write_back: WriteBackStatus) -> FieldKey:
    return write_back.provider_label.provider, write_back.row.provider_id, write_back.row.field


def _is_fresh(write_back: WriteBackStatus) -> bool:
    ended_at = write_back.row.ended_at
    return ended_at is None or ended_at > write_back.now - FRESH
