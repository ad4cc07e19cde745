"""The doorbell wakes a worker of the fleet; what it cannot reach, the sweeper rings for again."""

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
from accounts.jobs.services.run import run_job
from accounts.jobs.services.sweep import sweep
from accounts.models import Account
from accounts.scope import owner_scope
from tests.fleet import forget_bells

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def bells(lane: Lane = Lane.CLICK) -> int:
    """How many bells wait to be heard."""
    return notify.MAX_QUEUE_LENGTH - notify.queue_capacity(lane)


def long_due() -> None:
    """As if all jobs had waited for an hour."""
    Job.across_accounts.update(not_before=timezone.now() - timedelta(hours=1))


def test_a_job_is_rung_for_once_it_is_committed(fleet: None, slices: list[Claim], as_alice: Account) -> None:
    with transaction.atomic():
        enqueue("test")
        assert bells() == 0
    assert bells() == 1


def test_work_that_is_rolled_back_is_not_rung_for(fleet: None, slices: list[Claim], as_alice: Account) -> None:
    with transaction.atomic():
        enqueue("test")
        transaction.set_rollback(True)
    assert bells() == 0


def test_each_lane_has_its_queue(fleet: None, slices: list[Claim], as_alice: Account) -> None:
    enqueue("slow")
    assert (bells(Lane.CLICK), bells(Lane.BACKFILL)) == (0, 1)


def test_the_end_of_a_slice_rings_for_what_had_to_wait(fleet: None, slices: list[Claim], alice: Account) -> None:
    with owner_scope(alice):
        enqueue("test", dedup_key="a")
        enqueue("test", dedup_key="b")
    forget_bells()
    run_job(Job.across_accounts.get(dedup_key="a").pk)
    assert bells() == 1


def test_bells_lost_with_redis_ring_again(fleet: None, slices: list[Claim], as_alice: Account) -> None:
    enqueue("test")
    assert forget_bells() > 0
    long_due()
    sweep()
    assert bells() == 1


def test_the_sweeper_leaves_fresh_jobs_to_their_own_bell(fleet: None, slices: list[Claim], as_alice: Account) -> None:
    enqueue("test")
    sweep()
    assert bells() == 1


def test_a_job_freed_from_a_dead_worker_is_rung_for_at_once(
    fleet: None, slices: list[Claim], as_alice: Account
) -> None:
    enqueue("test")
    claim_job(Job.objects.get().pk, None)
    forget_bells()
    Job.across_accounts.update(lease_until=timezone.now() - timedelta(seconds=1))
    sweep()
    assert bells() == 1


def test_a_full_lane_takes_no_more_bells_from_the_sweeper(
    fleet: None, monkeypatch: pytest.MonkeyPatch, slices: list[Claim], as_alice: Account
) -> None:
    monkeypatch.setattr(notify, "MAX_QUEUE_LENGTH", 3)
    for number in range(5):
        enqueue("test", dedup_key=str(number))
    forget_bells()
    long_due()
    sweep()
    sweep()
    assert bells() == 3


def test_after_a_ring_that_failed_nobody_waits_again(
    fleet: None, monkeypatch: pytest.MonkeyPatch, slices: list[Claim], as_alice: Account
) -> None:
    asked = []

    def silent(*_: object, **__: object) -> None:
        asked.append(time.monotonic())
        raise TimeoutError

    monkeypatch.setattr("celery.current_app.send_task", silent)
    for number in range(5):
        enqueue("test", dedup_key=str(number))
    assert len(asked) == 1
    assert Job.objects.count() == 5


def test_without_a_redis_nothing_of_celery_is_called(
    monkeypatch: pytest.MonkeyPatch, slices: list[Claim], as_alice: Account
) -> None:
    monkeypatch.setattr("celery.current_app.send_task", lambda *_, **__: pytest.fail("somebody rang"))
    enqueue("test")
    sweep()
    assert run_job(Job.objects.get().pk)


def test_a_kind_nobody_knows_here_is_not_claimed_when_its_bell_comes(slices: list[Claim], as_alice: Account) -> None:
    enqueue("test")
    Job.across_accounts.update(kind="from.a.newer.version")
    assert not run_job(Job.objects.get().pk)
    assert (Job.objects.get().state, Job.objects.get().attempts) == ("queued", 0)
