"""Runs the next job, or the job that a message names."""

import logging
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import cast
from uuid import UUID

from django.utils import timezone

from accounts.jobs.claims import Claim, LeaseLost, Postpone
from accounts.jobs.current_kind import running_kind
from accounts.jobs.kinds import JOB_KINDS
from accounts.jobs.lanes import BY_PRIORITY, LaneOrder
from accounts.jobs.models import Worker
from accounts.jobs.notify import notify_workers
from accounts.jobs.services.claim import claim_job, claim_next, next_job_id
from accounts.jobs.turns import FollowingJob
from accounts.scope import OwnerDeleted, OwnerId, owner_scope

__all__ = ["next_job_id", "run_in_turn", "run_job", "run_next"]

log = logging.getLogger(__name__)
step_log = logging.getLogger("tracekit.jobs")

SUSPENDED_DELAY = timedelta(days=1)
"""A job of a suspended account waits this long before it is looked at again; resuming the account ends the wait."""

MAX_TURN_S = 1.0
"""A worker goes on with following jobs for this long after a message; then it sends a message for the next one."""


def run_next(
    worker: Worker | None = None, kinds: Sequence[str] | None = None, orders: Iterator[LaneOrder] = BY_PRIORITY
) -> bool:
    """Runs a step of the next job of these kinds that no other worker is claiming; returns False when none is due.

    Each claim takes its lane order from `orders`; a loop passes its `lane_orders`.
    """
    return _run_and_notify(claim_next(worker, next(orders), kinds))


def run_job(job_id: int, worker: Worker | None = None) -> bool:
    """Claims the job and runs one step of it in its owner's scope; returns False when it cannot be claimed.

    A step that raises is retried later; the job stops after five attempts without progress.
    """
    return _run_and_notify(claim_job(job_id, worker))


def run_in_turn(
    job_id: int,
    worker: Worker | None = None,
    kinds: Sequence[str] | None = None,
    orders: Iterator[LaneOrder] = BY_PRIORITY,
) -> bool:
    """Runs a step of the next job, or else of the job that a message names; returns False when neither is due.

    Both must be of one of the kinds, if these are given. Lane orders are as in `run_next`.

    The next job comes first, so that duplicate or early messages let no job overtake another. While a job follows, the
    next one is claimed at once instead of sending a message for it.
    """
    claim = claim_next(worker, next(orders), kinds) or claim_job(job_id, worker, kinds)
    has_run, until = claim is not None, time.monotonic() + MAX_TURN_S
    while claim is not None:
        following = _run_step(claim)
        claim = claim_next(worker, next(orders), kinds) if following and time.monotonic() < until else None
        if following and (claim is None or claim.job.pk != following.id):
            notify_workers(following.id, following.lane)
    return has_run


def _run_and_notify(claim: Claim | None) -> bool:
    """Runs the step, and wakes a worker for the job that follows."""
    following = None if claim is None else _run_step(claim)
    if following is not None:
        notify_workers(following.id, following.lane)
    return claim is not None


def _run_step(claim: Claim) -> FollowingJob | None:
    """Runs one step and logs it; returns the job of the same owner and provider that can be claimed next."""
    started_at = time.monotonic()
    outcome, following = _try_step(claim)
    duration_ms = round((time.monotonic() - started_at) * 1000)
    step_log.info("job", extra={"job_kind": claim.job.kind, "outcome": outcome, "duration_ms": duration_ms})
    return following


def _try_step(claim: Claim) -> tuple[str, FollowingJob | None]:
    """Runs one step; returns how it ended, and the job that follows."""
    job, kind = claim.job, JOB_KINDS[claim.job.kind]
    if claim.is_suspended and not kind.runs_when_suspended:
        return "postponed", claim.postpone(timezone.now() + SUSPENDED_DELAY)
    try:
        with owner_scope(OwnerId(cast(UUID, job.owner_id))), running_kind(job.kind):
            has_more = kind.run(claim)
        return "more" if has_more else "done", claim.finish(has_more=has_more)
    except Postpone as postponed:
        return "postponed", claim.postpone(postponed.until)
    except (LeaseLost, OwnerDeleted) as error:
        log.warning("job %s: %s, its last step was undone", job.pk, type(error).__name__)
        return "canceled", None
    except Exception as error:  # Whatever a step raises must not end the worker.
        extra = {"job_kind": job.kind}
        log.error("job %s (%s): %s", job.pk, job.kind, type(error).__name__, exc_info=error, extra=extra)
        return "failed", claim.fail()
