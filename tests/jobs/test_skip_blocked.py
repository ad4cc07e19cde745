"""Jobs at the head of the queue that cannot be claimed are passed over, and found again once they can."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.jobs import kinds
from accounts.jobs.claims import Claim
from accounts.jobs.lanes import Lane
from accounts.jobs.models import Job
from accounts.jobs.services import skip_blocked
from accounts.jobs.services.claim import claim_job
from accounts.jobs.services.enqueue import enqueue
from accounts.jobs.services.run import next_job_id, run_job
from accounts.jobs.services.sweep import sweep
from accounts.models import Account
from accounts.scope import owner_scope
from tests.run_jobs import run_jobs

pytestmark = pytest.mark.postgres


@pytest.fixture(autouse=True)
def _job_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Registers a kind of job in two lanes, each finished with its first step."""
    for name, lane in (("click", Lane.CLICK), ("backfill", Lane.BACKFILL)):
        monkeypatch.setitem(kinds.JOB_KINDS, name, kinds.JobKind(name, lane, lambda claim: False))


@pytest.fixture
def claim(alice: Account) -> Claim:
    """Returns a claim on one of Alice's jobs; three more of hers wait."""
    with owner_scope(alice):
        for dedup_key in "abcd":
            enqueue("backfill", dedup_key=dedup_key)
    claim = claim_job(Job.across_accounts.get(dedup_key="a").pk, None)
    assert claim is not None
    return claim


def blocked_keys() -> set[str]:
    return set(Job.across_accounts.filter(is_blocked=True).values_list("dedup_key", flat=True))


def test_jobs_of_a_busy_account_are_blocked_and_the_end_of_a_step_unblocks_the_next_one(claim: Claim) -> None:
    sweep()
    assert blocked_keys() == {"b", "c", "d"}
    claim.finish(has_more=False)
    assert blocked_keys() == {"c", "d"}
    assert next_job_id() == Job.across_accounts.get(dedup_key="b").pk


def test_every_blocked_job_is_done_in_the_end(claim: Claim) -> None:
    sweep()
    claim.fail()
    assert run_jobs() == 3
    assert Job.across_accounts.get() == claim.job


def test_a_requeued_job_unblocks_one_that_has_waited_longer(claim: Claim) -> None:
    sweep()
    claim.finish(has_more=True)
    assert next_job_id() == Job.across_accounts.get(dedup_key="b").pk


def test_a_message_can_claim_a_blocked_job(claim: Claim) -> None:
    sweep()
    Job.across_accounts.filter(pk=claim.job.pk).delete()
    assert run_job(Job.across_accounts.get(dedup_key="d").pk)
    assert blocked_keys() == {"c"}


def test_a_job_that_did_a_step_waits_behind_the_others_of_its_line(claim: Claim) -> None:
    sweep()
    Job.across_accounts.filter(pk=claim.job.pk).delete()
    blocked_claim = claim_job(Job.across_accounts.get(dedup_key="d").pk, None)
    assert blocked_claim is not None
    blocked_claim.finish(has_more=True)
    assert blocked_keys() == {"c", "d"}
    assert next_job_id() == Job.across_accounts.get(dedup_key="b").pk


def test_the_sweep_unblocks_jobs_after_a_worker_died(claim: Claim) -> None:
    sweep()
    Job.across_accounts.filter(pk=claim.job.pk).delete()
    assert next_job_id() is None
    sweep()
    assert blocked_keys() == {"c", "d"}
    assert next_job_id() == Job.across_accounts.get(dedup_key="b").pk


def test_a_job_enqueued_meanwhile_is_not_blocked(claim: Claim, alice: Account) -> None:
    sweep()
    with owner_scope(alice):
        enqueue("click")
    claim.finish(has_more=False)
    assert next_job_id() == Job.across_accounts.get(kind="click").pk


def test_jobs_of_other_accounts_keep_their_place(claim: Claim, mallory: Account) -> None:
    with owner_scope(mallory):
        enqueue("backfill")
    sweep()
    assert next_job_id() == Job.across_accounts.get(owner=mallory).pk
    assert blocked_keys() == {"b", "c", "d"}


def test_the_next_batch_is_examined_when_a_whole_batch_is_blocked(
    claim: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(skip_blocked, "BATCH_SIZE", 2)
    sweep()
    assert blocked_keys() == {"b", "c", "d"}


def test_a_job_that_is_not_due_is_not_blocked_and_hides_no_later_lane(claim: Claim, mallory: Account) -> None:
    with owner_scope(mallory):
        enqueue("click", not_before=timezone.now() + timedelta(hours=1))
        enqueue("backfill")
    sweep()
    assert next_job_id() == Job.across_accounts.get(owner=mallory, kind="backfill").pk
    assert blocked_keys() == {"b", "c", "d"}
