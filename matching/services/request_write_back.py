"""Clicks on a change: an athlete wants it made at a platform, taken back, or tried once more. Nothing else asks."""

from django.db import transaction
from django.utils import timezone

from accounts.jobs.services.enqueue import enqueue
from accounts.services.lock_account import lock_account
from matching.models import Workout, WriteBack
from matching.querysets import WRITE
from providers.models import Connection

WITHDRAWN = "withdrawn"
"""The reason of a write-back that the athlete took back before anything was sent."""


def request_write_back(
    connection: Connection, workout: Workout, provider_id: str, field: str, *, before: str, after: str
) -> WriteBack:
    """The write-back that is to change the field from `before` to `after`; the one under way, where there is one."""
    wanted = WriteBack(
        connection=connection,
        workout=workout,
        provider_id=provider_id,
        field=field,
        expected_before=before,
        desired_after=after,
    )
    with transaction.atomic():
        lock_account()
        return _ask_for(_under_way(wanted) or wanted)


def request_undo(done: WriteBack) -> WriteBack | None:
    """The write-back that is to put back what was there before, itself checked like any other.

    None when there is nothing to put back, or it has been asked for already.
    """
    with transaction.atomic():
        lock_account()
        done = WriteBack.objects.select_related("undone_by").get(pk=done.pk)
        if not done.can_be_undone:
            return None
        back = WriteBack(
            connection_id=done.connection_id,
            workout_id=done.workout_id,
            provider_id=done.provider_id,
            field=done.field,
            expected_before=done.desired_after,
            desired_after=done.expected_before,
            undoes=done,
        )
        return _under_way(back) or _ask_for(back)


def retry_write_back(stuck: WriteBack) -> WriteBack:
    """One that failed begins anew, one that stands still goes on where it was; every other stays as it is."""
    with transaction.atomic():
        lock_account()
        row: WriteBack = WriteBack.objects.get(pk=stuck.pk)
        if row.state == WriteBack.State.FAILED and not _under_way(row):
            row.state, row.reason, row.verify_attempts, row.ended_at = WriteBack.State.QUEUED, "", 0, None
        return row if row.ended_at else _ask_for(row)


def withdraw_write_back(row: WriteBack) -> WriteBack:
    """Ends one of which nothing was sent yet; every other stays as it is. A job that is at it sends nothing more."""
    with transaction.atomic():
        lock_account()
        unsent = WriteBack.objects.filter(pk=row.pk, ended_at=None, sent_at=None)
        unsent.update(state=WriteBack.State.FAILED, reason=WITHDRAWN, ended_at=timezone.now())
        return WriteBack.objects.get(pk=row.pk)


def _under_way(like: WriteBack) -> WriteBack | None:
    """The unended one for the same field of the same activity."""
    same = {"connection_id": like.connection_id, "provider_id": like.provider_id, "field": like.field}
    return WriteBack.objects.filter(**same, ended_at=None).first()


def _ask_for(row: WriteBack) -> WriteBack:
    row.save()
    enqueue(WRITE, provider=row.connection.provider, dedup_key=row.pk.hex)
    return row
