"""A claim: the right to work on one job until its lease ends."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import Expression, F, Value
from django.db.models.functions import Now

from accounts.jobs.database_clock import now_plus
from accounts.jobs.kinds import JOB_KINDS
from accounts.jobs.models import LEASE, MAX_ATTEMPTS, Job, Worker
from accounts.jobs.notify import notify_workers

log = logging.getLogger(__name__)

FREE = {"lease_until": None, "lease_token": None, "worker": None}
RETRY = timedelta(seconds=5)


class Postpone(Exception):
    """Raised by a slice that can do nothing before a moment: its job waits until then, and no try is counted."""

    def __init__(self, until: datetime) -> None:
        super().__init__()
        self.until = until


class LeaseLost(RuntimeError):
    """Somebody else holds the job now: whatever this transaction did must not be kept."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One worker's hold on one job. `attempts` counts claims without progress, this one included."""

    job: Job
    token: UUID
    attempts: int

    def renew(self) -> None:
        """Says "something was committed": a new lease and no attempts used.

        Called last in the transaction that commits it. Raises LeaseLost when the job is no longer ours.
        """
        if not self._mine(lease_until=now_plus(LEASE), attempts=0):
            raise LeaseLost(f"job {self.job.pk}")

    def hold(self) -> None:
        """Says "about to do it again": a new lease, and the try counts. Raises LeaseLost as `renew` does."""
        if not self._mine(lease_until=now_plus(LEASE)):
            raise LeaseLost(f"job {self.job.pk}")

    def prolong(self) -> None:
        """Says "still at it": a new lease, and nothing else."""
        self._mine(lease_until=now_plus(LEASE))

    def finish(self, *, more: bool) -> None:
        """Ends the slice: back to the end of the queue while work remains, else the job is done and goes.

        Bells that came meanwhile for this owner and provider were dropped: their next job is called here.
        """
        if not (more and self._requeue(Now(), attempts=0)):
            self._drop()
        self._call_next()

    def wait(self, until: datetime) -> None:
        """Ends the slice: back to the queue, not to be claimed before that moment."""
        if not self._requeue(Value(until), attempts=0):
            self._drop()
        self._call_next()

    def fail(self) -> None:
        """The slice raised: another try a little later, or a stop after the last one."""
        again = now_plus(RETRY * 2 ** (self.attempts - 1))
        release_claim(self.job.pk, self.token, self.attempts, again)
        self._call_next()

    def _drop(self) -> None:
        Job.across_accounts.filter(pk=self.job.pk, lease_token=self.token).delete()

    def _mine(self, **values: object) -> int:
        return Job.across_accounts.filter(pk=self.job.pk, lease_token=self.token).update(**values)

    def _call_next(self) -> None:
        """The next job of this owner and provider stands in line again, and is rung."""
        same = Job.across_accounts.claimable(Now()).filter(owner=self.job.owner_id, provider=self.job.provider)
        following = same.values_list("id", "lane", "aside").first()
        if following is None:
            return
        job_id, lane, aside = following
        if aside:
            Job.across_accounts.filter(pk=job_id).update(aside=False)
        notify_workers(job_id, lane)

    def _requeue(self, when: Expression, **values: object) -> bool:
        """False when the same job was asked for meanwhile: that row stands for both."""
        try:
            with transaction.atomic():
                self._mine(state=Job.State.QUEUED, not_before=when, **FREE, **values)
        except IntegrityError:
            return False
        return True


def claim_job(job_id: int, worker: Worker | None) -> Claim | None:
    """Claims a queued, due job; None when somebody else has it, or its owner and provider are busy.

    A kind that this process does not know is left for one that does: a newer release.
    """
    token = uuid4()
    queued = Job.across_accounts.claimable(Now()).order_by().filter(pk=job_id, kind__in=JOB_KINDS)
    try:
        with transaction.atomic():
            taken = queued.update(
                state=Job.State.RUNNING,
                aside=False,
                attempts=F("attempts") + 1,
                lease_until=now_plus(LEASE),
                lease_token=token,
                worker=worker,
            )
    except IntegrityError:
        return None
    if not taken:
        return None
    job = Job.across_accounts.select_related("owner").get(pk=job_id)
    return Claim(job, token, job.attempts)


def release_claim(job_id: int, token: UUID | None, attempts: int, when: Expression) -> None:
    """Frees a job whose slice did not end well; after the last attempt it stops and waits for a person."""
    held = Job.across_accounts.filter(pk=job_id, state=Job.State.RUNNING, lease_token=token)
    if attempts >= MAX_ATTEMPTS:
        log.error("job %s stopped after %s attempts", job_id, attempts)
        held.update(state=Job.State.STOPPED, **FREE)
        return
    try:
        with transaction.atomic():
            held.update(state=Job.State.QUEUED, not_before=when, **FREE)
    except IntegrityError:
        held.delete()
