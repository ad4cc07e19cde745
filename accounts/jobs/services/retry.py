"""Retries a stopped job when a person asks for it."""

from functools import partial

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from accounts.jobs.models import Job
from accounts.jobs.notify import notify_workers
from accounts.scope import crossing


@crossing()
def retry_job(job_id: int) -> bool:
    """Puts a stopped job at the end of the queue with all its attempts; returns False when it has not stopped."""
    stopped = Job.across_accounts.filter(pk=job_id, state=Job.State.STOPPED)
    lane = stopped.values_list("lane", flat=True).first()
    if lane is None:
        return False
    try:
        with transaction.atomic():
            stopped.update(state=Job.State.QUEUED, attempts=0, not_before=Now())
    except IntegrityError:  # The same job was enqueued meanwhile: its row replaces this one.
        stopped.delete()
    transaction.on_commit(partial(notify_workers, job_id, lane), robust=True)
    return True
