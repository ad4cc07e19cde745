"""A worker that waits for an answer keeps its lease; one that is dead does not."""

import threading
import time
from datetime import datetime

import pytest

from accounts.jobs import lease_keeper
from accounts.jobs.kinds import JOB_KINDS, JobKind
from accounts.jobs.lanes import Lane
from accounts.jobs.lease_keeper import keep_lease
from accounts.jobs.models import Job
from accounts.jobs.services.claim import claim_job
from accounts.models import Account
from tests.waiting import wait_until

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(JOB_KINDS, "slow", JobKind("slow", Lane.CLICK, lambda claim: False))
    monkeypatch.setattr(lease_keeper, "EXTEND_EVERY_S", 0.05)


def lease_end() -> datetime:
    lease_until = Job.objects.get().lease_until
    assert lease_until is not None
    return lease_until


def is_kept() -> bool:
    return any(thread.name == "lease-keeper" for thread in threading.enumerate())


def test_the_lease_is_extended_while_the_block_lasts_and_the_attempts_stay(as_alice: Account) -> None:
    job = Job.objects.create(kind="slow", lane=Lane.CLICK)
    claim = claim_job(job.pk, None)
    assert claim
    before = lease_end()
    with keep_lease(claim):
        assert is_kept()
        wait_until(lambda: lease_end() > before)
    wait_until(lambda: not is_kept())
    assert Job.objects.get().attempts == 1


def test_a_lease_that_another_worker_holds_is_not_extended(as_alice: Account) -> None:
    job = Job.objects.create(kind="slow", lane=Lane.CLICK)
    claim = claim_job(job.pk, None)
    assert claim
    Job.objects.update(lease_token=None)
    before = lease_end()
    with keep_lease(claim):
        time.sleep(0.3)
    assert lease_end() == before
