"""What cannot be claimed makes room in front, and is never forgotten there."""

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
def _slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kind of job that is done at once, in two lanes."""
    for name, lane in (("click", Lane.CLICK), ("backfill", Lane.BACKFILL)):
        monkeypatch.setitem(kinds.JOB_KINDS, name, kinds.JobKind(name, lane, lambda claim: False))


@pytest.fixture
def busy(alice: Account) -> Claim:
    """A claim on one of Alice's jobs; three more of hers wait."""
    with owner_scope(alice):
        for window in "abcd":
            enqueue("backfill", dedup_key=window)
    claim = claim_job(Job.across_accounts.get(dedup_key="a").pk, None)
    assert claim is not None
    return claim


def aside() -> set[str]:
    return set(Job.across_accounts.filter(is_blocked=True).values_list("dedup_key", flat=True))


def test_jobs_of_a_busy_account_step_aside_and_the_end_of_its_slice_calls_them_back_one_by_one(busy: Claim) -> None:
    sweep()
    assert aside() == {"b", "c", "d"}
    busy.finish(has_more=False)
    assert aside() == {"c", "d"}
    assert next_job_id() == Job.across_accounts.get(dedup_key="b").pk


def test_all_that_stood_aside_is_done(busy: Claim) -> None:
    sweep()
    busy.fail()
    assert run_jobs() == 3
    assert Job.across_accounts.get() == busy.job


def test_a_job_that_goes_back_into_the_queue_calls_one_that_has_waited_longer(busy: Claim) -> None:
    sweep()
    busy.finish(has_more=True)
    assert next_job_id() == Job.across_accounts.get(dedup_key="b").pk


def test_a_bell_is_enough_to_claim_what_stands_aside(busy: Claim) -> None:
    sweep()
    Job.across_accounts.filter(pk=busy.job.pk).delete()
    assert run_job(Job.across_accounts.get(dedup_key="d").pk)
    assert aside() == {"c"}


def test_what_was_claimed_aside_goes_back_into_the_line(busy: Claim) -> None:
    sweep()
    Job.across_accounts.filter(pk=busy.job.pk).delete()
    claim = claim_job(Job.across_accounts.get(dedup_key="d").pk, None)
    assert claim is not None
    claim.finish(has_more=True)
    assert aside() == {"c"}


def test_who_died_before_calling_is_made_up_for_by_the_next_sweep(busy: Claim) -> None:
    sweep()
    Job.across_accounts.filter(pk=busy.job.pk).delete()
    assert next_job_id() is None
    sweep()
    assert aside() == set()
    assert next_job_id() == Job.across_accounts.get(dedup_key="b").pk


def test_what_is_asked_for_meanwhile_stands_in_line_at_once(busy: Claim, alice: Account) -> None:
    sweep()
    with owner_scope(alice):
        enqueue("click")
    busy.finish(has_more=False)
    assert next_job_id() == Job.across_accounts.get(kind="click").pk


def test_the_others_keep_their_place(busy: Claim, mallory: Account) -> None:
    with owner_scope(mallory):
        enqueue("backfill")
    sweep()
    assert next_job_id() == Job.across_accounts.get(owner=mallory).pk
    assert aside() == {"b", "c", "d"}


def test_a_front_that_is_all_blocked_is_followed_by_the_next_one(busy: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(skip_blocked, "BATCH_SIZE", 2)
    sweep()
    assert aside() == {"b", "c", "d"}


def test_what_is_not_due_neither_steps_aside_nor_hides_a_later_lane(busy: Claim, mallory: Account) -> None:
    with owner_scope(mallory):
        enqueue("click", not_before=timezone.now() + timedelta(hours=1))
        enqueue("backfill")
    sweep()
    assert next_job_id() == Job.across_accounts.get(owner=mallory, kind="backfill").pk
    assert aside() == {"b", "c", "d"}
