"""Enqueues jobs, and deletes those that wait in vain."""

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.functions import Now

from accounts.jobs.kinds import JOB_KINDS
from accounts.jobs.models import Job
from accounts.jobs.notify import has_broker, notify_workers
from accounts.jobs.turns import is_behind, unblock_following
from accounts.scope import HasId, current_owner_id, owner_scope


def enqueue(kind: str, *, provider: str = "", dedup_key: str = "", not_before: datetime | None = None) -> None:
    """Enqueues a job of that kind for the current owner; does nothing when the same job is queued already.

    A job that had stopped starts anew. A due job waits behind the others of its owner, provider and lane. Inside a
    transaction the row is committed with everything else or not at all, and a worker is woken after the commit. Raises
    KeyError for a kind that no app has registered.
    """
    same = {"kind": kind, "provider": provider, "dedup_key": dedup_key}
    lane = JOB_KINDS[kind].lane
    Job.objects.filter(**same, state=Job.State.STOPPED).delete()
    is_blocked = False if not_before else is_behind(current_owner_id(), provider, lane)
    job = Job(**same, lane=lane, not_before=not_before or Now(), is_blocked=is_blocked)
    Job.objects.bulk_create([job], ignore_conflicts=True)
    if not_before is None and has_broker():
        job_id = Job.objects.filter(**same, state=Job.State.QUEUED).values_list("id", flat=True).first()
        if job_id is not None:
            transaction.on_commit(partial(notify_workers, job_id, lane), robust=True)


def enqueue_for(
    owner: HasId, kind: str, *, provider: str = "", dedup_key: str = "", not_before: datetime | None = None
) -> None:
    """Enqueues a job for an owner whose scope is not open, as periodic tasks do: nothing of theirs is read."""
    with owner_scope(owner):
        enqueue(kind, provider=provider, dedup_key=dedup_key, not_before=not_before)


def delete_queued(kind: str, *, provider: str = "", **names: Any) -> None:
    """Deletes queued jobs of the current owner for which nothing is left to do; the next of their line moves up."""
    Job.objects.filter(kind=kind, provider=provider, state=Job.State.QUEUED, **names).delete()
    unblock_following(current_owner_id(), provider)
