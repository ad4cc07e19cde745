"""Runs queued jobs in this process, as a worker would."""

from datetime import timedelta

from django.utils import timezone

from accounts.jobs.models import Job
from accounts.jobs.services.run import next_job_id, run_job


def run_jobs(max_steps: int = 1000) -> int:
    """Runs steps until no job is due; returns their count. Raises AssertionError when `max_steps` are too few."""
    for count in range(max_steps):
        job_id = next_job_id()
        if job_id is None or not run_job(job_id):
            return count
    raise AssertionError("the queue does not empty")


def retry_jobs(times: int = 1) -> None:
    """Runs queued jobs that many times more, without waiting for them to be due."""
    for _ in range(times):
        Job.across_accounts.filter(state=Job.State.QUEUED).update(not_before=timezone.now() - timedelta(seconds=1))
        run_jobs()
