"""A job is held by one worker, for as long as its lease lasts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.jobs import kinds
from accounts.jobs.claims import Claim, LeaseLost
from accounts.jobs.lanes import Lane
from accounts.jobs.loop import WorkerLoop
from accounts.jobs.models import MAX_ATTEMPTS, Job, Worker
from accounts.jobs.services.claim import claim_job
from accounts.jobs.services.enqueue import enqueue
from accounts.jobs.services.run import next_job_id, run_job
from accounts.jobs.services.sweep import sweep
from accounts.jobs.services.workers import release_dead_workers
from accounts.models import Account
from accounts.scope import owner_scope

pytestmark = pytest.mark.postgres


def queued() -> Job:
    return Job.across_accounts.get()


def test_asking_twice_is_asking_once(slices: list[Claim], as_alice: Account) -> None:
    enqueue("test")
    enqueue("test")
    assert Job.objects.count() == 1


def test_a_finished_job_is_gone(slices: list[Claim], alice: Account) -> None:
    with owner_scope(alice):
        enqueue("test")
    assert run_job(queued().pk)
    assert len(slices) == 1
    assert not Job.across_accounts.exists()


def test_a_job_is_claimed_once(slices: list[Claim], alice: Account) -> None:
    with owner_scope(alice):
        enqueue("test")
    job = queued()
    assert claim_job(job.pk, None) is not None
    assert claim_job(job.pk, None) is None
    assert next_job_id() is None


def test_work_asked_for_while_a_slice_runs_is_not_lost(slices: list[Claim], alice: Account) -> None:
    with owner_scope(alice):
        enqueue("test")
        claim = claim_job(queued().pk, None)
        assert claim is not None
        enqueue("test")
    assert Job.across_accounts.filter(state="queued").count() == 1
    claim.finish(has_more=True)
    assert Job.across_accounts.count() == 1
    assert queued().state == "queued"


def test_one_account_and_provider_run_one_job_at_a_time(slices: list[Claim], alice: Account, mallory: Account) -> None:
    with owner_scope(alice):
        enqueue("test", dedup_key="a")
        enqueue("test", dedup_key="b")
    with owner_scope(mallory):
        enqueue("test")
    first = next_job_id()
    assert first is not None
    claim_job(first, None)
    second = next_job_id()
    assert second is not None
    assert Job.across_accounts.get(pk=second).owner == mallory


def test_a_click_goes_before_a_backfill(slices: list[Claim], alice: Account, mallory: Account) -> None:
    with owner_scope(mallory):
        enqueue("slow")
    with owner_scope(alice):
        enqueue("test")
    assert Job.across_accounts.get(pk=next_job_id()).kind == "test"


def test_accounts_take_turns_slice_by_slice(slices: list[Claim], alice: Account, mallory: Account) -> None:
    with owner_scope(alice):
        enqueue("test")
    with owner_scope(mallory):
        enqueue("test")
    claim = claim_job(Job.across_accounts.get(owner=alice).pk, None)
    assert claim is not None
    claim.finish(has_more=True)
    assert Job.across_accounts.get(pk=next_job_id()).owner == mallory


def test_a_job_waits_for_its_time(slices: list[Claim], as_alice: Account) -> None:
    enqueue("test", not_before=timezone.now() + timedelta(minutes=5))
    assert next_job_id() is None


def test_a_worker_that_lost_its_lease_keeps_nothing(slices: list[Claim], alice: Account) -> None:
    with owner_scope(alice):
        enqueue("test")
    claim = claim_job(queued().pk, None)
    assert claim is not None
    Job.across_accounts.update(lease_until=timezone.now() - timedelta(seconds=1))
    sweep()
    with pytest.raises(LeaseLost):
        claim.renew_lease()


def test_progress_gives_all_attempts_back(slices: list[Claim], alice: Account) -> None:
    with owner_scope(alice):
        enqueue("test")
    Job.across_accounts.update(attempts=3)
    claim = claim_job(queued().pk, None)
    assert claim is not None
    assert claim.attempts == 4
    claim.renew_lease()
    assert queued().attempts == 0


def test_the_sweeper_frees_a_job_whose_lease_has_ended_and_keeps_the_attempt(
    slices: list[Claim], alice: Account
) -> None:
    with owner_scope(alice):
        enqueue("test")
    claim_job(queued().pk, None)
    sweep()
    assert queued().state == "running"
    Job.across_accounts.update(lease_until=timezone.now() - timedelta(seconds=1))
    sweep()
    assert (queued().state, queued().attempts) == ("queued", 1)


def test_a_job_that_raises_is_tried_again_later_and_stops_after_five(
    monkeypatch: pytest.MonkeyPatch, alice: Account
) -> None:
    def fails(claim: Claim) -> bool:
        raise ZeroDivisionError

    monkeypatch.setitem(kinds.JOB_KINDS, "test", kinds.JobKind("test", Lane.CLICK, fails))
    with owner_scope(alice):
        enqueue("test")
    for attempt in range(1, MAX_ATTEMPTS + 1):
        assert queued().state == "queued"
        Job.across_accounts.update(not_before=timezone.now())
        assert run_job(queued().pk)
        assert queued().attempts == attempt
    assert queued().state == "stopped"
    with owner_scope(alice):
        enqueue("test")
    assert (queued().state, queued().attempts) == ("queued", 0)


def test_a_starting_worker_frees_only_what_dead_processes_of_its_machine_held(
    monkeypatch: pytest.MonkeyPatch, slices: list[Claim], alice: Account, mallory: Account
) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: "here")
    monkeypatch.setattr("accounts.jobs.services.workers._is_alive", lambda pid: pid == 11)
    dead, alive, elsewhere = (
        Worker.objects.create(host=h, pid=p) for h, p in (("here", 10), ("here", 11), ("there", 10))
    )
    for owner, window, worker in ((alice, "a", dead), (mallory, "b", alive)):
        with owner_scope(owner):
            enqueue("test", dedup_key=window)
        claim_job(Job.across_accounts.get(dedup_key=window).pk, worker)
    with owner_scope(alice):
        enqueue("test", provider="p", dedup_key="c")
    claim_job(Job.across_accounts.get(dedup_key="c").pk, elsewhere)
    release_dead_workers()
    assert dict(Job.across_accounts.values_list("dedup_key", "state")) == {
        "a": "queued",
        "b": "running",
        "c": "running",
    }
    assert set(Worker.objects.values_list("pk", flat=True)) == {alive.pk, elsewhere.pk}


def test_a_worker_that_was_taken_for_dead_works_on(slices: list[Claim], alice: Account) -> None:
    loop = WorkerLoop()
    loop.report()
    Worker.objects.update(seen_at=timezone.now() - timedelta(hours=1))
    sweep()
    assert not Worker.objects.exists()
    loop.report()
    assert Worker.objects.alive(timezone.now()).get() == loop.worker
    with owner_scope(alice):
        enqueue("test")
    assert run_job(queued().pk, loop.worker)


def test_a_kind_nobody_knows_is_left_in_the_queue(slices: list[Claim], alice: Account) -> None:
    with owner_scope(alice):
        enqueue("test")
    Job.across_accounts.update(kind="from.a.newer.version")
    assert next_job_id() is None
