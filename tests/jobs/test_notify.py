"""A message wakes a worker of the fleet for a job; when it is lost, the sweep sends another one."""

import time
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.jobs import notify
from accounts.jobs.claims import Claim
from accounts.jobs.lanes import Lane
from accounts.jobs.models import Job
from accounts.jobs.services.claim import claim_job
from accounts.jobs.services.enqueue import enqueue
from accounts.jobs.services.run import run_in_turn, run_job
from accounts.jobs.services.sweep import sweep
from accounts.models import Account
from accounts.scope import crossing, owner_scope
from tests.celery_fleet import delete_redis_keys

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def queue_length(lane: Lane = Lane.CLICK) -> int:
    """Returns how many messages wait in the queue of a lane."""
    return notify.MAX_QUEUE_LENGTH - notify.queue_capacity(lane)


@crossing()
def let_jobs_wait() -> None:
    """Makes all jobs due for an hour."""
    Job.across_accounts.update(not_before=timezone.now() - timedelta(hours=1))


def test_a_message_is_sent_once_the_job_is_committed(fleet: None, claims: list[Claim], as_alice: Account) -> None:
    with transaction.atomic():
        enqueue("test")
        assert queue_length() == 0
    assert queue_length() == 1


def test_no_message_is_sent_for_a_job_that_is_rolled_back(fleet: None, claims: list[Claim], as_alice: Account) -> None:
    with transaction.atomic():
        enqueue("test")
        transaction.set_rollback(True)
    assert queue_length() == 0


def test_each_lane_has_a_queue_of_its_own(fleet: None, claims: list[Claim], as_alice: Account) -> None:
    enqueue("slow")
    assert (queue_length(Lane.CLICK), queue_length(Lane.BACKFILL)) == (0, 1)


def test_the_end_of_a_step_sends_a_message_for_the_next_job_of_the_account(
    fleet: None, claims: list[Claim], alice: Account
) -> None:
    with owner_scope(alice):
        enqueue("test", dedup_key="a")
        enqueue("test", dedup_key="b")
    delete_redis_keys()
    run_job(Job.across_accounts.get(dedup_key="a").pk)
    assert queue_length() == 1


def test_a_worker_goes_on_with_the_next_job_of_the_account_without_a_message(
    fleet: None, claims: list[Claim], alice: Account
) -> None:
    with owner_scope(alice):
        enqueue("test", dedup_key="a")
        enqueue("test", dedup_key="b")
    delete_redis_keys()
    assert run_in_turn(Job.across_accounts.get(dedup_key="a").pk)
    assert [claim.job.dedup_key for claim in claims] == ["a", "b"]
    assert queue_length() == 0


def test_a_worker_that_has_gone_on_for_long_sends_a_message_for_the_next_job(
    fleet: None, claims: list[Claim], alice: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.jobs.services.run.MAX_TURN_S", -1.0)
    with owner_scope(alice):
        enqueue("test", dedup_key="a")
        enqueue("test", dedup_key="b")
    delete_redis_keys()
    assert run_in_turn(Job.across_accounts.get(dedup_key="a").pk)
    assert [claim.job.dedup_key for claim in claims] == ["a"]
    assert queue_length() == 1


def test_a_message_is_sent_for_the_next_job_of_the_account_when_another_job_comes_first(
    fleet: None, claims: list[Claim], alice: Account, mallory: Account
) -> None:
    for account, dedup_key in ((alice, "a"), (mallory, "m"), (alice, "b")):
        with owner_scope(account):
            enqueue("test", dedup_key=dedup_key)
    delete_redis_keys()
    assert run_in_turn(Job.across_accounts.get(dedup_key="a").pk)
    assert [claim.job.dedup_key for claim in claims] == ["a", "m"]
    assert queue_length() == 1


def test_the_sweep_sends_messages_again_that_redis_lost(fleet: None, claims: list[Claim], as_alice: Account) -> None:
    enqueue("test")
    assert delete_redis_keys() > 0
    let_jobs_wait()
    sweep()
    assert queue_length() == 1


def test_the_sweep_sends_no_second_message_for_a_fresh_job(fleet: None, claims: list[Claim], as_alice: Account) -> None:
    enqueue("test")
    sweep()
    assert queue_length() == 1


def test_a_message_is_sent_at_once_for_a_job_whose_lease_has_ended(
    fleet: None, claims: list[Claim], as_alice: Account
) -> None:
    enqueue("test")
    claim_job(Job.objects.get().pk, None)
    delete_redis_keys()
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    sweep()
    assert queue_length() == 1


def test_the_sweep_sends_no_message_to_a_full_lane(
    fleet: None, monkeypatch: pytest.MonkeyPatch, claims: list[Claim], as_alice: Account
) -> None:
    monkeypatch.setattr(notify, "MAX_QUEUE_LENGTH", 3)
    for number in range(5):
        enqueue("test", provider=str(number))
    delete_redis_keys()
    let_jobs_wait()
    sweep()
    sweep()
    assert queue_length() == 3


def test_after_a_failed_message_no_other_enqueue_waits_for_redis(
    fleet: None, monkeypatch: pytest.MonkeyPatch, claims: list[Claim], as_alice: Account
) -> None:
    calls = []

    def time_out(*_: object, **__: object) -> None:
        calls.append(time.monotonic())
        raise TimeoutError

    monkeypatch.setattr("celery.current_app.send_task", time_out)
    for number in range(5):
        enqueue("test", dedup_key=str(number))
    assert len(calls) == 1
    assert Job.objects.count() == 5


def test_an_install_without_redis_calls_nothing_of_celery(
    monkeypatch: pytest.MonkeyPatch, claims: list[Claim], as_alice: Account
) -> None:
    monkeypatch.setattr("celery.current_app.send_task", lambda *_, **__: pytest.fail("a message was sent"))
    enqueue("test")
    sweep()
    assert run_job(Job.objects.get().pk)


def test_a_message_for_a_job_of_an_unknown_kind_claims_nothing(claims: list[Claim], as_alice: Account) -> None:
    enqueue("test")
    Job.objects.update(kind="from.a.newer.version")
    assert not run_job(Job.objects.get().pk)
    assert (Job.objects.get().state, Job.objects.get().attempts) == ("queued", 0)
