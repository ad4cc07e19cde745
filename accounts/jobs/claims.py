"""Represents a claimed job: its lease, and the ways in which a step of the job ends."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Expression, Value
from django.db.models.functions import Now

from accounts.jobs.database_clock import now_plus
from accounts.jobs.models import LEASE, MAX_ATTEMPTS, Job
from accounts.jobs.notify import notify_workers

log = logging.getLogger(__name__)

NO_LEASE = {"lease_until": None, "lease_token": None, "worker": None}
"""A job that no worker holds has these values."""

RETRY_DELAY = timedelta(seconds=5)
"""A job waits this long after its first failure; each further failure doubles the delay."""


class Postpone(Exception):
    """Ends a step that can do nothing before a moment: the job waits until then, and no attempt is counted."""

    def __init__(self, until: datetime) -> None:
        super().__init__()
        self.until = until


class LeaseLost(RuntimeError):
    """Another worker holds the job now: nothing that this transaction did may be committed."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim is one worker's right to run a job until its lease ends.

    `attempts` counts the claims since the job last made progress, this one included.
    """

    job: Job
    token: UUID
    attempts: int

    def renew_lease(self, *, reset_attempts: bool = True) -> None:
        """Starts a new lease with a commit; progress resets the attempts, repeating a call to a platform does not.

        It is called last in the transaction that commits the progress. Raises LeaseLost when the lease is lost.
        """
        progress = {"attempts": 0} if reset_attempts else {}
        if not self._update(lease_until=now_plus(LEASE), **progress):
            raise LeaseLost(f"job {self.job.pk}")

    def extend_lease(self) -> None:
        """Starts a new lease while the step still works, and does nothing when the lease is lost."""
        self._update(lease_until=now_plus(LEASE))

    def finish(self, *, has_more: bool) -> None:
        """Ends the step: the job goes to the end of the queue while work remains, and is deleted otherwise.

        Messages for other jobs of this owner and provider were ignored meanwhile, so the next one wakes a worker.
        """
        if not (has_more and self._requeue(Now(), attempts=0)):
            self._delete_job()
        self._notify_next()

    def postpone(self, until: datetime) -> None:
        """Ends the step: the job goes back to the queue and cannot be claimed before that moment."""
        if not self._requeue(Value(until), attempts=0):
            self._delete_job()
        self._notify_next()

    def fail(self) -> None:
        """Ends a step that raised: the job is retried a little later, or stops after the last attempt."""
        retry_at = now_plus(RETRY_DELAY * 2 ** (self.attempts - 1))
        release_claim(self.job.pk, self.token, self.attempts, retry_at)
        self._notify_next()

    def _delete_job(self) -> None:
        Job.across_accounts.filter(pk=self.job.pk, lease_token=self.token).delete()

    def _update(self, **values: object) -> int:
        return Job.across_accounts.filter(pk=self.job.pk, lease_token=self.token).update(**values)

    def _notify_next(self) -> None:
        """Unblocks the next job of this owner and provider, and wakes a worker for it."""
        siblings = Job.across_accounts.claimable(Now()).filter(owner=self.job.owner_id, provider=self.job.provider)
        following = siblings.values_list("id", "lane", "is_blocked").first()
        if following is None:
            return
        job_id, lane, is_blocked = following
        if is_blocked:
            Job.across_accounts.filter(pk=job_id).update(is_blocked=False)
        notify_workers(job_id, lane)

    def _requeue(self, not_before: Expression, **values: object) -> bool:
        """Requeues the job; returns False when the same job was enqueued meanwhile: its row replaces this one."""
        try:
            with transaction.atomic():
                self._update(state=Job.State.QUEUED, not_before=not_before, **NO_LEASE, **values)
        except IntegrityError:
            return False
        return True


def release_claim(job_id: int, token: UUID | None, attempts: int, not_before: Expression) -> None:
    """Requeues a job whose step failed; a job that has used its last attempt is stopped."""
    running = Job.across_accounts.filter(pk=job_id, state=Job.State.RUNNING, lease_token=token)
    if attempts >= MAX_ATTEMPTS:
        log.error("job %s stopped after %s attempts", job_id, attempts)
        running.update(state=Job.State.STOPPED, **NO_LEASE)
        return
    try:
        with transaction.atomic():
            running.update(state=Job.State.QUEUED, not_before=not_before, **NO_LEASE)
    except IntegrityError:
        running.delete()
