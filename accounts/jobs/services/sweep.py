"""Brings every job to its end, whatever died, was flushed, or stayed silent meanwhile."""

from datetime import timedelta

from django.db.models.functions import Now

from accounts.jobs.database_clock import now_plus
from accounts.jobs.kinds import JOB_KINDS, periodic_task
from accounts.jobs.lanes import Lane
from accounts.jobs.models import Job, Worker
from accounts.jobs.notify import has_broker, notify_workers, queue_capacity
from accounts.jobs.querysets import ALIVE
from accounts.jobs.services.release_leases import release_leases
from accounts.jobs.services.skip_blocked import skip_blocked_jobs

UNHEARD = timedelta(seconds=10)
"""How long a due job waits before the sweeper takes its bell for lost."""


@periodic_task(every=timedelta(seconds=20))
def sweep() -> None:
    """Jobs whose lease has ended go back into the queue; lost bells ring again; long dead workers are forgotten."""
    release_leases(Job.across_accounts.expired(Now()))
    skip_blocked_jobs()
    Worker.objects.filter(seen_at__lt=now_plus(-10 * ALIVE)).delete()
    notify_due_jobs(waiting=UNHEARD)


def notify_due_jobs(*, waiting: timedelta) -> None:
    """Rings for every job that has been due for so long, as far as its lane has room."""
    if has_broker():
        for lane in Lane:
            due = Job.across_accounts.claimable(now_plus(-waiting)).filter(lane=lane, aside=False, kind__in=JOB_KINDS)
            for job_id in due.values_list("id", flat=True)[: queue_capacity(lane)]:
                notify_workers(job_id, lane)
