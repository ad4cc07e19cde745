"""The one way a job is run, whatever woke the worker."""

import logging

from django.db.models.functions import Now

from accounts.jobs.claims import LeaseLost, take
from accounts.jobs.kinds import KINDS
from accounts.jobs.models import Job, Worker
from accounts.scope import OwnerGone, owner_scope

log = logging.getLogger(__name__)


def next_job_id() -> int | None:
    """The job whose turn it is: by lane, then whoever has waited longest since their last slice."""
    return Job.across_accounts.claimable(Now()).filter(kind__in=KINDS).values_list("id", flat=True).first()


def run_job(job_id: int, worker: Worker | None = None) -> bool:
    """Claims the job and does one slice of it in its owner's scope; False when there was nothing to claim.

    A slice that raises is tried again later, and stops after five attempts without progress.
    """
    claim = take(job_id, worker)
    if claim is None:
        return False
    try:
        with owner_scope(claim.job.owner):
            more = KINDS[claim.job.kind].run(claim)
        claim.finish(more=more)
    except (LeaseLost, OwnerGone) as end:
        log.warning("job %s: %s, its last step was undone", job_id, type(end).__name__)
    except Exception as problem:  # whatever a slice raises must not end the worker
        log.error("job %s (%s): %s", job_id, claim.job.kind, type(problem).__name__, exc_info=problem)
        claim.fail()
    return True
