"""Creates, undoes, retries and withdraws write-backs when an athlete clicks. Nothing else creates one."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.jobs.services.enqueue import enqueue
from accounts.services.lock_account import lock_account
from activities.models import Activity
from matching.barriers import Barrier
from matching.models import Workout, WriteBack
from matching.querysets import WRITE_BACK_JOB
from matching.services.proposals import Proposal, ProposalChoice, load_connections, proposals_of
from matching.workouts import WorkoutDetails, load_workouts
from matching.write_back_permit import permit_write_back
from providers.models import Connection


class WriteBackRefused(Exception):
    """A change was requested that is not proposed (any more), or is blocked by a barrier."""

    def __init__(self, proposal: Proposal | None) -> None:
        super().__init__(proposal.barrier if proposal else "not proposed")
        self.proposal = proposal

    @property
    def barrier(self) -> Barrier | None:
        """Returns the barrier; None when the change is not proposed."""
        return self.proposal.barrier if self.proposal else None


def request_write_back(choice: ProposalChoice, clicked_at: datetime | None = None) -> WriteBack:
    """Returns the write-back that is to make a chosen change, or the open one for the same field.

    The proposals are computed anew from the database, so only a difference that still exists, can be written and has
    an allowed source is requested. Raises WriteBackRefused otherwise.
    """
    with transaction.atomic():
        lock_account()
        loaded = load_workouts(Workout.objects.filter(pk=choice.workout_id))
        connections = load_connections(loaded)
        proposal = _find_proposal(choice, loaded, connections)
        row = WriteBack(
            connection=connections[proposal.change.provider],
            workout_id=choice.workout_id,
            provider_id=proposal.change.provider_id,
            field=proposal.change.field,
            expected_before=proposal.change.before,
            desired_after=proposal.change.after,
            source_provider=proposal.source_provider,
            clicked_at=clicked_at or timezone.now(),
        )
        return _enqueue(_find_open_duplicate(row) or _create(row))


def request_write_backs(choices: Iterable[ProposalChoice]) -> dict[ProposalChoice, WriteBack | WriteBackRefused]:
    """Returns for each chosen change its write-back, or why it was refused.

    They belong to one click and share its time. Each is checked and created by itself, so a refused one holds up none
    of the others.
    """
    clicked_at = timezone.now()
    results: dict[ProposalChoice, WriteBack | WriteBackRefused] = {}
    for choice in choices:
        try:
            results[choice] = request_write_back(choice, clicked_at)
        except WriteBackRefused as refusal:
            results[choice] = refusal
    return results


def _find_proposal(
    choice: ProposalChoice, workouts: Iterable[WorkoutDetails], connections: Mapping[str, Connection]
) -> Proposal:
    proposals = (proposal for workout in workouts for proposal in proposals_of(workout, connections))
    proposal = next((proposal for proposal in proposals if proposal.choice == choice), None)
    if proposal is None or proposal.barrier:
        raise WriteBackRefused(proposal)
    return proposal


def request_undo(done: WriteBack) -> WriteBack | None:
    """Returns the write-back that is to restore the value from before another one, checked like any other by its job.

    Its value came from the same platform, so it needs neither a proposal nor an allowed source. Returns None when there
    is nothing to restore: the value is the old one already, or the undo was requested before.
    """
    with transaction.atomic():
        lock_account()
        done = WriteBack.objects.select_related("connection", "undone_by").get(pk=done.pk)
        if not done.can_be_undone or _present_value(done) == done.expected_before:
            return None
        undo = WriteBack(
            connection=done.connection,
            workout_id=done.workout_id,
            provider_id=done.provider_id,
            field=done.field,
            expected_before=done.desired_after,
            desired_after=done.expected_before,
            source_provider=done.connection.provider,
            undoes=done,
        )
        return _find_open_duplicate(undo) or _enqueue(_create(undo))


def request_undos(rows: Iterable[WriteBack]) -> list[WriteBack]:
    """Returns the undos of these write-backs, each requested by itself, as far as there is something to restore."""
    return [undo for row in rows if (undo := request_undo(row))]


def retry_write_back(row: WriteBack) -> WriteBack:
    """Restarts a failed write-back and resumes a stopped one; leaves every other as it is, and every imported one."""
    with transaction.atomic():
        lock_account()
        row = WriteBack.objects.get(pk=row.pk)
        if row.can_be_retried and not _find_open_duplicate(row):
            row.state, row.reason, row.verify_attempts, row.ended_at = WriteBack.State.QUEUED, "", 0, None
            row.save()
        return row if row.ended_at else _enqueue(row)


def withdraw_write_back(row: WriteBack) -> WriteBack:
    """Ends a write-back of which nothing was sent yet, and leaves every other as it is.

    A job that works on it sends nothing more.
    """
    with transaction.atomic():
        lock_account()
        unsent = WriteBack.objects.filter(pk=row.pk, ended_at=None, sent_at=None)
        unsent.update(state=WriteBack.State.FAILED, reason=WriteBack.WITHDRAWN, ended_at=timezone.now())
        return WriteBack.objects.get(pk=row.pk)


def _find_open_duplicate(row: WriteBack) -> WriteBack | None:
    """Returns the write-back for the same field of the same activity that has not ended; None when there is none."""
    same = {"connection_id": row.connection_id, "provider_id": row.provider_id, "field": row.field}
    return WriteBack.objects.filter(**same, ended_at=None).first()


def _present_value(row: WriteBack) -> str | None:
    activities = Activity.objects.filter(provider=row.connection.provider, provider_id=row.provider_id)
    return activities.values_list(row.field, flat=True).first()


def _create(row: WriteBack) -> WriteBack:
    with permit_write_back():
        row.save()
    return row


def _enqueue(row: WriteBack) -> WriteBack:
    enqueue(WRITE_BACK_JOB, provider=row.connection.provider, dedup_key=row.pk.hex)
    return row
