"""Recovers stale jobs after dead workers, a flushed Redis or lost messages."""

from datetime import timedelta

from django.db.models.functions import Now

from accounts.jobs.database_clock import now_plus
from accounts.jobs.kinds import JOB_KINDS, periodic_task
from accounts.jobs.lanes import Lane
from accounts.jobs.models import Job, Worker
from accounts.jobs.notify import has_broker, notify_workers, queue_capacity
from accounts.jobs.querysets import ALIVE_WITHIN
from accounts.jobs.services.release_leases import release_leases
from accounts.jobs.services.skip_blocked import skip_blocked_jobs
from accounts.scope import crossing

MESSAGE_LOST_AFTER = timedelta(seconds=10)
"""When a job has been due for this long, the sweep considers its message lost."""


@periodic_task(every=timedelta(seconds=20))
@crossing()
def sweep() -> None:
    """Requeues jobs whose lease has ended, sends lost messages again, and deletes the rows of workers long dead."""
    release_leases(Job.across_accounts.expired(Now()))
    skip_blocked_jobs()
    Worker.objects.filter(seen_at__lt=now_plus(-10 * ALIVE_WITHIN)).delete()
    notify_due_jobs(waiting=MESSAGE_LOST_AFTER)


@crossing()
def notify_due_jobs(*, waiting: timedelta) -> None:
    """Wakes a worker for every job that has been due for `waiting`, as far as its lane has room."""
    if has_broker():
        for lane in Lane:
            due = Job.across_accounts.claimable(now_plus(-waiting)).filter(lane=lane)
            ids = due.filter(is_blocked=False, kind__in=JOB_KINDS).values_list("id", flat=True)
            for job_id in ids[: queue_capacity(lane)]:
                notify_workers(job_id, lane)
