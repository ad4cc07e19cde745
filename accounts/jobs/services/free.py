"""Gives jobs back to the queue whose worker does not hold them any more."""

from django.db.models.functions import Now

from accounts.jobs.bell import ring
from accounts.jobs.claims import release
from accounts.jobs.querysets import JobQuerySet


def free(jobs: JobQuerySet) -> None:
    """Each goes back and is rung for, or stops when it was the last attempt."""
    for job_id, lane, token, attempts in jobs.values_list("id", "lane", "lease_token", "attempts"):
        release(job_id, token, attempts, Now())
        ring(job_id, lane)
