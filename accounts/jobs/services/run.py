"""The one way a job is run, whatever woke the worker."""

import logging

from django.db import transaction
from django.db.models.functions import Now

from accounts.jobs.claims import Claim, LeaseLost, Postpone, claim_job
from accounts.jobs.kinds import JOB_KINDS
from accounts.jobs.lanes import Lane
from accounts.jobs.models import Job, Worker
from accounts.jobs.querysets import JobQuerySet
from accounts.scope import OwnerGone, owner_scope

log = logging.getLogger(__name__)


def next_job_id() -> int | None:
    """The job whose turn it is: by lane, then whoever has waited longest since their last slice."""
    return _first(Job.across_accounts.claimable(Now()))


def run_next(worker: Worker | None = None) -> bool:
    """Runs the job whose turn it is, or the one after it while another worker takes that; False when none waits."""
    claim = _take_next(worker)
    if claim is not None:
        _slice(claim)
    return claim is not None


def run_in_turn(job_id: int, worker: Worker | None = None) -> bool:
    """Somebody rang for this job: runs the one whose turn it is, or else this one; False when nothing was to be had.

    So bells that came twice, or stood in line first, put nobody before their turn.
    """
    return run_next(worker) or run_job(job_id, worker)


def run_job(job_id: int, worker: Worker | None = None) -> bool:
    """Claims the job and does one slice of it in its owner's scope; False when there was nothing to claim.

    A slice that raises is tried again later, and stops after five attempts without progress.
    """
    claim = claim_job(job_id, worker)
    if claim is not None:
        _slice(claim)
    return claim is not None


def _take_next(worker: Worker | None) -> Claim | None:
    """None when nothing waits. What turns out to be another worker's is passed over."""
    while True:
        with transaction.atomic():
            job_id = _first(Job.across_accounts.claimable(Now()).select_for_update(skip_locked=True))
            claim = None if job_id is None else claim_job(job_id, worker)
        if claim is not None or job_id is None:
            return claim


def _first(claimable: JobQuerySet) -> int | None:
    """Lane by lane, the first that has one: so the index begins at what is due, however much is not."""
    line = claimable.filter(aside=False, kind__in=JOB_KINDS).values_list("id", flat=True)
    return next((job_id for lane in Lane if (job_id := line.filter(lane=lane).first()) is not None), None)


def _slice(claim: Claim) -> None:
    job = claim.job
    try:
        with owner_scope(job.owner):
            more = JOB_KINDS[job.kind].run(claim)
        claim.finish(more=more)
    except Postpone as later:
        claim.wait(later.until)
    except (LeaseLost, OwnerGone) as end:
        log.warning("job %s: %s, its last step was undone", job.pk, type(end).__name__)
    except Exception as problem:  # whatever a slice raises must not end the worker
        log.error("job %s (%s): %s", job.pk, job.kind, type(problem).__name__, exc_info=problem)
        claim.fail()
