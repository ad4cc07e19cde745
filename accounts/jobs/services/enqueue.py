"""Enqueues jobs."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models.functions import Now

from accounts.jobs.kinds import JOB_KINDS
from accounts.jobs.models import Job
from accounts.jobs.notify import has_broker, notify_workers
from accounts.scope import HasId, owner_scope


def enqueue(kind: str, *, provider: str = "", dedup_key: str = "", not_before: datetime | None = None) -> None:
    """Enqueues a job of that kind for the current owner; does nothing when the same job is queued already.

    A job that had stopped starts anew. Inside a transaction the row is committed with everything else or not at all,
    and a worker is woken after the commit. Raises KeyError for a kind that no app has registered.
    """
    same = {"kind": kind, "provider": provider, "dedup_key": dedup_key}
    lane = JOB_KINDS[kind].lane
    Job.objects.filter(**same, state=Job.State.STOPPED).delete()
    Job.objects.bulk_create([Job(**same, lane=lane, not_before=not_before or Now())], ignore_conflicts=True)
    if not_before is None and has_broker():
        job_id = Job.objects.filter(**same, state=Job.State.QUEUED).values_list("id", flat=True).first()
        if job_id is not None:
            transaction.on_commit(partial(notify_workers, job_id, lane), robust=True)


def enqueue_for(owner: HasId, kind: str, *, provider: str = "", dedup_key: str = "") -> None:
    """Enqueues a job for an owner whose scope is not open, as periodic tasks do: nothing of theirs is read."""
    with owner_scope(owner):
        enqueue(kind, provider=provider, dedup_key=dedup_key)
