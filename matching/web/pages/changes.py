"""What can be changed at the platforms of a workout, and what has been: a line for each field of an activity."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from accounts.models import Account
from activities.provider_labels import ProviderLabel
from matching.models import WriteBack
from matching.services.request_write_back import WITHDRAWN
from matching.web.pages.proposals import LABELS, Proposal, connections_of, proposals
from matching.web.pages.write_back_status import WriteBackStatus, write_back_statuses
from matching.workouts import WorkoutDetails
from providers.models import Connection

FRESH = timedelta(hours=1)
"""So long what was written stands beside its field, with its Undo; later it is in the list of what was written."""

Key = tuple[str, str, str]
State = WriteBack.State


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one activity: a proposal, the write-back that a click on it made, or both."""

    place: ProviderLabel
    field: str
    before: str
    after: str
    proposal: Proposal | None
    write: WriteBackStatus | None

    @property
    def label(self) -> str:
        """`Name on Strava`."""
        return f"{LABELS[self.field]} {self.place.there}"

    @property
    def can_click(self) -> bool:
        """Whether it has a button that writes."""
        return self.proposal is not None and self.proposal.barrier is None

    @property
    def is_under_way(self) -> bool:
        """Whether a click on it has not come to its end."""
        return self.write is not None and self.write.is_under_way

    @property
    def is_stuck(self) -> bool:
        """Whether the athlete has to try again."""
        return self.write is not None and bool(self.write.again)

    @property
    def do(self) -> str:
        """What the button says: `Rename on Strava`."""
        do = self.proposal.do if self.proposal else ""
        return f"{do} all the same" if self.write and self.write.look == State.CONFLICT else do


@dataclass(frozen=True, slots=True)
class Changes:
    """Of one workout: its lines by field and activity, and all that was ever written, newest first."""

    lines: dict[Key, Change]
    written: list[WriteBackStatus]
    connections: dict[str, Connection]

    def can_undo(self, write: WriteBackStatus) -> bool:
        """Whether it is the last word on its field, and can be taken back."""
        return write.row.can_be_undone and _newest(self.written)[_key(write)] is write


def changes_of(workouts: Iterable[WorkoutDetails], account: Account) -> dict[UUID, Changes]:
    """The changes of these workouts: two queries."""
    workouts = list(workouts)
    connections = connections_of(workouts)
    by_workout: dict[UUID, list[WriteBackStatus]] = {one.id: [] for one in workouts}
    if connections:
        rows = WriteBack.objects.filter(workout__in=list(by_workout)).to_tell()
        for write in write_back_statuses(rows, account):
            by_workout[write.row.workout_id].append(write)
    return {
        one.id: Changes(_lines(proposals(one, connections), by_workout[one.id]), by_workout[one.id], connections)
        for one in workouts
    }


def _lines(proposed: Iterable[Proposal], written: list[WriteBackStatus]) -> dict[Key, Change]:
    newest = _newest(written)
    lines = {one.key: _proposed(one, newest.get(one.key)) for one in proposed}
    for key, write in newest.items():
        if key not in lines and _is_fresh(write):
            row = write.row
            lines[key] = Change(write.place, row.field, row.expected_before, row.desired_after, None, write)
    return lines


def _proposed(proposal: Proposal, write: WriteBackStatus | None) -> Change:
    """With the write-back that has to do with it: under way, ended in this conflict or failed at this, or an undo."""
    place, field, before, after = proposal.place, proposal.field, proposal.before, proposal.after
    if write and not write.row.ended_at:
        return Change(place, field, write.row.expected_before, write.row.desired_after, None, write)
    if write and (_is_about(write, before) or (write.row.undoes_id and _is_fresh(write))):
        return Change(place, field, before, after, proposal, write)
    said = write and (write.row.expected_before, write.row.desired_after)
    if write and write.row.state == State.FAILED and said == (before, after) and write.row.reason != WITHDRAWN:
        return Change(place, field, before, after, None, write)
    return Change(place, field, before, after, proposal, None)


def _is_about(write: WriteBackStatus, before: str) -> bool:
    """Whether it ended in a conflict with what is there now."""
    return write.row.state == State.CONFLICT and write.row.found_value == before


def _newest(written: list[WriteBackStatus]) -> dict[Key, WriteBackStatus]:
    return {_key(write): write for write in reversed(written)}


def _key(write: WriteBackStatus) -> Key:
    return write.place.provider, write.row.provider_id, write.row.field


def _is_fresh(write: WriteBackStatus) -> bool:
    ended_at = write.row.ended_at
    return ended_at is None or ended_at > write.now - FRESH
