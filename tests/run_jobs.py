"""Runs queued jobs in this process and delivers the outbox, as a worker would."""

from datetime import timedelta

from django.utils import timezone

from accounts.jobs.models import Job
from accounts.jobs.services.run import next_job_id, run_job
from accounts.models import OutboxEntry
from accounts.scope import crossing
from accounts.services.outbox import deliver_outbox


def run_jobs(max_steps: int = 1000) -> int:
    """Runs steps until no job is due, then delivers the outbox once; returns the number of steps.

    Raises AssertionError when `max_steps` are too few.
    """
    count = run_queue(max_steps)
    deliver_outbox()
    return count


def run_queue(max_steps: int = 1000) -> int:
    """Runs steps until no job is due; returns the number of steps. Raises AssertionError when that takes too many."""
    for count in range(max_steps):
        job_id = next_job_id()
        if job_id is None or not run_job(job_id):
            return count
    raise AssertionError("the queue does not empty")


def retry_outbox(times: int = 1) -> None:
    """Delivers the outbox that many times more, without waiting for its entries to be due."""
    for _ in range(times):
        OutboxEntry.objects.update(due_at=timezone.now() - timedelta(seconds=1))
        deliver_outbox()


def retry_jobs(times: int = 1) -> None:
    """Runs queued jobs that many times more, without waiting for them to be due."""
    for _ in range(times):
        with crossing():
            Job.across_accounts.filter(state=Job.State.QUEUED).update(not_before=timezone.now() - timedelta(seconds=1))
        run_jobs()
