"""Claims jobs: a claim is one conditional UPDATE, so two workers never hold the same job."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from django.db import IntegrityError

from accounts.jobs.claims import Claim
from accounts.jobs.kinds import JOB_KINDS
from accounts.jobs.lanes import LaneOrder
from accounts.jobs.models import Worker
from accounts.jobs.statements import ClaimedJob, claim_by_id, claim_first, first_claimable


def next_job_id() -> int | None:
    """Returns the id of the next job: by lane, then the one that has waited longest since its last step."""
    return first_claimable(list(JOB_KINDS))


def claim_next(worker: Worker | None, lanes: LaneOrder, kinds: Sequence[str] | None = None) -> Claim | None:
    """Claims the next job, passing over those that other workers are claiming; returns None when no job is due.

    It comes from the first of the lanes, in this order, in which one is due.

    Without `kinds` it may be of any kind. A job of a kind that this process does not know is left for a process of a
    newer release.
    """
    while True:
        token = uuid4()
        try:
            claimed = claim_first(kinds or list(JOB_KINDS), lanes, token, worker.pk if worker else None)
            return _to_claim(claimed, token)
        except IntegrityError:  # Another worker claimed a job of the same owner and provider in this moment.
            continue


def claim_job(job_id: int, worker: Worker | None, kinds: Sequence[str] | None = None) -> Claim | None:
    """Claims a queued, due job; returns None when another worker has it, or its owner and provider are busy."""
    token = uuid4()
    try:
        claimed = claim_by_id(job_id, kinds or list(JOB_KINDS), token, worker.pk if worker else None)
        return _to_claim(claimed, token)
    except IntegrityError:
        return None


def _to_claim(claimed: ClaimedJob | None, token: UUID) -> Claim | None:
    return None if claimed is None else Claim(claimed.job, token, claimed.job.attempts, claimed.is_suspended)
