"""Requeues stale jobs: those whose worker is dead or lost its lease."""

from django.db.models.functions import Now

from accounts.jobs.claims import release_claim
from accounts.jobs.notify import notify_workers
from accounts.jobs.querysets import JobQuerySet


def release_leases(jobs: JobQuerySet) -> None:
    """Requeues each job and wakes a worker for it; a job that has used its last attempt is stopped."""
    for job_id, lane, token, attempts in jobs.values_list("id", "lane", "lease_token", "attempts"):
        release_claim(job_id, token, attempts, Now())
        notify_workers(job_id, lane)
