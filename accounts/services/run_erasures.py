"""Runs erasures step by step, until nothing of the account is left."""

import logging
from contextlib import nullcontext
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from accounts.erasure import LINK_LIFETIME, Erasure
from accounts.erasure_steps import ErasureStep, SomethingLeft, StepNotDone, steps_in_order
from accounts.jobs.claims import LeaseLost
from accounts.jobs.kinds import periodic_task
from accounts.scope import OwnerId, owner_scope
from accounts.services.erasure_alarm import raise_alarms
from accounts.services.erasure_claim import ErasureClaim, claim_erasure

log = logging.getLogger(__name__)

FIRST_RETRY, LAST_RETRY = timedelta(seconds=5), timedelta(minutes=5)
"""The wait doubles with each failure, from the first to the last of these."""


@periodic_task(every=timedelta(minutes=2))
def run_due_erasures() -> None:
    """Goes on with every erasure that is due. Raises the alarm for late ones, and deletes requests never confirmed."""
    Erasure.objects.filter(confirmed_at=None, requested_at__lt=timezone.now() - LINK_LIFETIME).delete()
    raise_alarms()
    for erasure_id in Erasure.objects.claimable(timezone.now()).values_list("pk", flat=True):
        run_erasure(erasure_id)


def run_erasure(erasure_id: UUID) -> bool:
    """Goes on with one erasure as far as possible; returns whether it is complete now.

    Does nothing when another process works on it. A failed step is tried again later, by whichever process comes first.
    """
    claim = claim_erasure(erasure_id)
    if claim is None:
        return False
    try:
        with owner_scope(OwnerId(claim.account_id)) if claim.account_id else nullcontext():
            return _run_steps(claim)
    except LeaseLost:
        log.warning("erasure %s: another process goes on with it", erasure_id)
        return False


def _run_steps(claim: ErasureClaim) -> bool:
    """Runs the steps in order and ends the erasure after the last one; else releases it to be tried again.

    A step that fails holds up those after it, but not in the last hours.
    """
    failures: list[str] = []
    for step in steps_in_order():
        if step.name in claim.erasure.done_steps:
            continue
        try:
            if not failures:
                claim.enter(step.phase)
            step.run(claim)
            claim.finish_step(step.name)
        except SomethingLeft as left:
            log.error("erasure %s: %s is left, all steps are repeated", claim.erasure.pk, left)
            claim.release(due_in=_retry_delay(claim), error=f"{step.name}: {left}", repeat_all=True)
            return False
        except LeaseLost:
            raise
        except Exception as error:  # Whatever a step raises, the erasure is tried again.
            failures.append(_describe_failure(claim, step, error))
            if not claim.erasure.must_not_wait:
                break
    if failures:
        claim.release(due_in=_retry_delay(claim), error=failures[0])
        return False
    claim.end()
    log.info("erasure %s is complete", claim.erasure.pk)
    return True


def _retry_delay(claim: ErasureClaim) -> timedelta:
    return min(FIRST_RETRY * 2 ** min(claim.erasure.failures, 10), LAST_RETRY)


def _describe_failure(claim: ErasureClaim, step: ErasureStep, error: Exception) -> str:
    """Returns what operators see of a failure, and logs it: never the text of an error, which may hold data."""
    if isinstance(error, StepNotDone):
        return f"{step.name}: {error}"
    log.error("erasure %s, step %s: %s", claim.erasure.pk, step.name, type(error).__name__, exc_info=error)
    return f"{step.name}: {type(error).__name__}"
