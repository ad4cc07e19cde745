"""Does a reset in parts, each in a transaction of its own, so that a killed worker's reset goes on."""

import time
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.jobs.claims import Claim
from accounts.jobs.kinds import job_kind, periodic_task
from accounts.jobs.lanes import Lane
from accounts.jobs.services.enqueue import enqueue_for
from accounts.scope import crossing
from accounts.services.lock_account import lock_account
from activities.services.delete_stored_files import delete_stored_files
from tracekit_site.models import Reset
from tracekit_site.reset.deletions import DELETIONS, Deletion
from tracekit_site.reset.request import RESET_JOB

MAX_STEP_S = 2.0


@job_kind(RESET_JOB, lane=Lane.CLICK, runs_when_suspended=True)
def run_reset(claim: Claim) -> bool:
    """Deletes parts for two seconds; returns whether any are left."""
    reset, deadline = Reset.objects.filter(ended_at=None).first(), time.monotonic() + MAX_STEP_S
    if reset is None:
        return False
    for delete in DELETIONS:
        while _delete_batch_of(delete, reset, claim):
            if time.monotonic() > deadline:
                return True
    Reset.objects.filter(pk=reset.pk).update(ended_at=timezone.now())
    return False


@periodic_task(every=timedelta(hours=1))
@crossing()
def resume_resets() -> None:
    """Enqueues the job of every reset that has not ended, in case that it has stopped."""
    for reset in Reset.across_accounts.filter(ended_at=None).select_related("owner"):
        enqueue_for(reset.owner, RESET_JOB)


def _delete_batch_of(delete: Deletion, reset: Reset, claim: Claim) -> bool:
    """Deletes a part in one transaction, then stored bytes that no row names any more; returns whether it was one."""
    with transaction.atomic():
        lock_account()
        stored_names = delete(reset)
        claim.renew_lease()
    delete_stored_files(stored_names or [])
    return stored_names is not None
