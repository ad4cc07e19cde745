"""A worker that waits for an answer keeps its lease; one that is dead does not."""

import threading
import time

import pytest

from accounts.jobs import lease_keeper as module
from accounts.jobs.kinds import JOB_KINDS, JobKind
from accounts.jobs.lanes import Lane
from accounts.jobs.lease_keeper import keep_lease
from accounts.jobs.models import Job
from accounts.jobs.services.claim import claim_job
from accounts.models import Account
from tests.worker import wait_for

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(JOB_KINDS, "slow", JobKind("slow", Lane.CLICK, lambda claim: False))
    monkeypatch.setattr(module, "EXTEND_EVERY_S", 0.05)


def test_the_lease_grows_while_the_block_lasts_and_no_try_is_forgiven(as_alice: Account) -> None:
    job = Job.objects.create(kind="slow", lane=Lane.CLICK)
    claim = claim_job(job.pk, None)
    assert claim
    before = Job.objects.get().lease_until
    with keep_lease(claim):
        wait_for(lambda: Job.objects.get().lease_until > before)
    wait_for(lambda: not any(thread.name == "heartbeat" for thread in threading.enumerate()))
    assert Job.objects.get().attempts == 1


def test_a_lease_that_somebody_else_holds_now_is_left_alone(as_alice: Account) -> None:
    job = Job.objects.create(kind="slow", lane=Lane.CLICK)
    claim = claim_job(job.pk, None)
    assert claim
    Job.objects.update(lease_token=None)
    before = Job.objects.get().lease_until
    with keep_lease(claim):
        time.sleep(0.3)
    assert Job.objects.get().lease_until == before
