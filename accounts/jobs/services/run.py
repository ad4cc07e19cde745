"""Runs the next job, or the job that a message names."""

import logging

from django.db import transaction
from django.db.models.functions import Now

from accounts.jobs.claims import Claim, LeaseLost, Postpone
from accounts.jobs.kinds import JOB_KINDS
from accounts.jobs.lanes import Lane
from accounts.jobs.models import Job, Worker
from accounts.jobs.querysets import JobQuerySet
from accounts.jobs.services.claim import claim_job
from accounts.scope import OwnerDeleted, owner_scope

log = logging.getLogger(__name__)


def next_job_id() -> int | None:
    """Returns the id of the next job: by lane, then the one that has waited longest since its last step."""
    return _first_id(Job.across_accounts.claimable(Now()))


def run_next(worker: Worker | None = None) -> bool:
    """Runs a step of the next job that no other worker is claiming; returns False when no job is due."""
    claim = _claim_next(worker)
    if claim is not None:
        _run_step(claim)
    return claim is not None


def run_in_turn(job_id: int, worker: Worker | None = None) -> bool:
    """Runs a step of the next job, or else of the job that a message names; returns False when neither is due.

    The next job comes first, so that duplicate or early messages let no job overtake another.
    """
    return run_next(worker) or run_job(job_id, worker)


def run_job(job_id: int, worker: Worker | None = None) -> bool:
    """Claims the job and runs one step of it in its owner's scope; returns False when it cannot be claimed.

    A step that raises is retried later; the job stops after five attempts without progress.
    """
    claim = claim_job(job_id, worker)
    if claim is not None:
        _run_step(claim)
    return claim is not None


def _claim_next(worker: Worker | None) -> Claim | None:
    """Returns a claim on the next job, skipping those of other workers; None when no job is due."""
    while True:
        with transaction.atomic():
            job_id = _first_id(Job.across_accounts.claimable(Now()).select_for_update(skip_locked=True))
            claim = None if job_id is None else claim_job(job_id, worker)
        if claim is not None or job_id is None:
            return claim


def _first_id(claimable: JobQuerySet) -> int | None:
    """Queries lane by lane, so that the index starts at the due jobs, however many others there are."""
    ids = claimable.filter(is_blocked=False, kind__in=JOB_KINDS).values_list("id", flat=True)
    return next((job_id for lane in Lane if (job_id := ids.filter(lane=lane).first()) is not None), None)


def _run_step(claim: Claim) -> None:
    job = claim.job
    try:
        with owner_scope(job.owner):
            has_more = JOB_KINDS[job.kind].run(claim)
        claim.finish(has_more=has_more)
    except Postpone as postponed:
        claim.postpone(postponed.until)
    except (LeaseLost, OwnerDeleted) as error:
        log.warning("job %s: %s, its last step was undone", job.pk, type(error).__name__)
    except Exception as error:  # Whatever a step raises must not end the worker.
        log.error("job %s (%s): %s", job.pk, job.kind, type(error).__name__, exc_info=error)
        claim.fail()
