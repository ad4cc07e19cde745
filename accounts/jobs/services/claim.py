"""Claims jobs: a claim is one conditional UPDATE, so two workers never hold the same job."""

from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Now

from accounts.jobs.claims import Claim
from accounts.jobs.database_clock import now_plus
from accounts.jobs.kinds import JOB_KINDS
from accounts.jobs.models import LEASE, Job, Worker


def claim_job(job_id: int, worker: Worker | None) -> Claim | None:
    """Claims a queued, due job; returns None when another worker has it, or its owner and provider are busy.

    A job of a kind that this process does not know is left for a process of a newer release.
    """
    token = uuid4()
    queued = Job.across_accounts.claimable(Now()).order_by().filter(pk=job_id, kind__in=JOB_KINDS)
    try:
        with transaction.atomic():
            count = queued.update(
                state=Job.State.RUNNING,
                is_blocked=False,
                attempts=F("attempts") + 1,
                lease_until=now_plus(LEASE),
                lease_token=token,
                worker=worker,
            )
    except IntegrityError:
        return None
    if not count:
        return None
    job = Job.across_accounts.select_related("owner").get(pk=job_id)
    return Claim(job, token, job.attempts)
