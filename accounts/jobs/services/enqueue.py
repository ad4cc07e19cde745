"""Asking for work."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models.functions import Now

from accounts.jobs.kinds import JOB_KINDS
from accounts.jobs.models import Job
from accounts.jobs.notify import has_broker, notify_workers
from accounts.scope import HasId, owner_scope


def enqueue(kind: str, *, provider: str = "", window: str = "", not_before: datetime | None = None) -> None:
    """One queued job of that kind for the current owner; asking again while it waits changes nothing.

    One that had stopped starts anew: somebody wants it.

    Inside a transaction the job appears with everything else in it, or not at all, and a worker is woken once it is
    there.  Raises KeyError for a kind that no app has registered.
    """
    same = {"kind": kind, "provider": provider, "window": window}
    lane = JOB_KINDS[kind].lane
    Job.objects.filter(**same, state=Job.State.STOPPED).delete()
    Job.objects.bulk_create([Job(**same, lane=lane, not_before=not_before or Now())], ignore_conflicts=True)
    if not_before is None and has_broker():
        job_id = Job.objects.filter(**same, state=Job.State.QUEUED).values_list("id", flat=True).first()
        if job_id is not None:
            transaction.on_commit(partial(notify_workers, job_id, lane), robust=True)


def enqueue_for(owner: HasId, kind: str, *, provider: str = "", window: str = "") -> None:
    """Asks in somebody's name, as the timetable does: nothing of theirs is read. As `enqueue` otherwise."""
    with owner_scope(owner):
        enqueue(kind, provider=provider, window=window)
