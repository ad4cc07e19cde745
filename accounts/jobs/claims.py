"""Represents a claimed job: its lease, and the ways in which a step of the job ends."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Expression

from accounts.jobs.database_clock import now_plus
from accounts.jobs.models import LEASE, MAX_ATTEMPTS, Job
from accounts.jobs.statements import delete_claimed, requeue_claimed
from accounts.jobs.turns import FollowingJob, unblock_following
from accounts.scope import crossing

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

    `attempts` counts the claims since the job last made progress, this one included. `is_suspended` says that the
    account was suspended when it was claimed.
    """

    job: Job
    token: UUID
    attempts: int
    is_suspended: bool = False

    def renew_lease(self, *, reset_attempts: bool = True, is_retry: bool = False) -> None:
        """Starts a new lease with a commit; progress resets the attempts, repeating a call to a platform does not.

        With `is_retry` one attempt stays counted: should this worker die now, the next claim is a retry as well. It is
        called last in the transaction that commits the progress. Raises LeaseLost when the lease is lost.
        """
        progress = {"attempts": int(is_retry)} if reset_attempts else {}
        if not self._update(lease_until=now_plus(LEASE), **progress):
            raise LeaseLost(f"job {self.job.pk}")

    def extend_lease(self) -> None:
        """Starts a new lease while the step still works, and does nothing when the lease is lost."""
        self._update(lease_until=now_plus(LEASE))

    def finish(self, *, has_more: bool) -> FollowingJob | None:
        """Ends the step: the job goes to the end of the queue while work remains, and is deleted otherwise.

        Returns the job of this owner and provider that can be claimed next; `fail` and `postpone` do so as well. While
        this job ran, messages for it were ignored: whoever ends a step runs it, or wakes a worker for it.
        """
        if has_more:
            requeue_claimed(self.job, self.token, None)
        else:
            delete_claimed(self.job, self.token)
        return self._unblock_following()

    def postpone(self, until: datetime) -> FollowingJob | None:
        """Ends the step: the job goes back to the queue and cannot be claimed before that moment."""
        requeue_claimed(self.job, self.token, until)
        return self._unblock_following()

    def fail(self) -> FollowingJob | None:
        """Ends a step that raised: the job is retried a little later, or stops after the last attempt."""
        retry_at = now_plus(RETRY_DELAY * 2 ** (self.attempts - 1))
        release_claim(self.job.pk, self.token, self.attempts, retry_at)
        return self._unblock_following()

    @crossing()
    def _update(self, **values: object) -> int:
        return Job.across_accounts.filter(pk=self.job.pk, lease_token=self.token).update(**values)

    def _unblock_following(self) -> FollowingJob | None:
        return unblock_following(UUID(str(self.job.owner_id)), self.job.provider, self.job.lane)


@crossing()
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
