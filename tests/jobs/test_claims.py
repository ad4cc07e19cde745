"""One worker holds a job, for as long as its lease lasts."""

from collections.abc import Callable
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
from accounts.scope import crossing, owner_scope

pytestmark = pytest.mark.postgres


@crossing()
def only_job() -> Job:
    return Job.across_accounts.get()


def test_enqueueing_a_queued_job_again_changes_nothing(claims: list[Claim], as_alice: Account) -> None:
    enqueue("test")
    enqueue("test")
    assert Job.objects.count() == 1


def test_a_finished_job_is_deleted(claims: list[Claim], alice: Account) -> None:
    with owner_scope(alice):
        enqueue("test")
    assert run_job(only_job().pk)
    assert len(claims) == 1
    assert not Job.across_accounts.exists()


def test_a_job_is_claimed_by_one_worker(claims: list[Claim], alice: Account) -> None:
    with owner_scope(alice):
        enqueue("test")
    job = only_job()
    assert claim_job(job.pk, None) is not None
    assert claim_job(job.pk, None) is None
    assert next_job_id() is None


def test_a_job_enqueued_while_its_step_runs_is_not_lost(claims: list[Claim], alice: Account) -> None:
    with owner_scope(alice):
        enqueue("test")
        claim = claim_job(only_job().pk, None)
        assert claim is not None
        enqueue("test")
    assert Job.across_accounts.filter(state="queued").count() == 1
    claim.finish(has_more=True)
    assert Job.across_accounts.count() == 1
    assert only_job().state == "queued"


def test_one_account_and_provider_run_one_job_at_a_time(claims: list[Claim], alice: Account, mallory: Account) -> None:
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


def test_a_click_goes_before_a_backfill(claims: list[Claim], alice: Account, mallory: Account) -> None:
    with owner_scope(mallory):
        enqueue("slow")
    with owner_scope(alice):
        enqueue("test")
    assert Job.across_accounts.get(pk=next_job_id()).kind == "test"


def test_accounts_take_turns_step_by_step(claims: list[Claim], alice: Account, mallory: Account) -> None:
    with owner_scope(alice):
        enqueue("test")
    with owner_scope(mallory):
        enqueue("test")
    claim = claim_job(Job.across_accounts.get(owner=alice).pk, None)
    assert claim is not None
    claim.finish(has_more=True)
    assert Job.across_accounts.get(pk=next_job_id()).owner == mallory


def test_a_job_is_due_in_the_millisecond_of_its_creation(claims: list[Claim], as_alice: Account) -> None:
    enqueue("test")
    for _ in range(100):
        Job.objects.update(not_before=timezone.now())
        assert next_job_id() is not None


def test_a_job_is_not_claimed_before_its_time(claims: list[Claim], as_alice: Account) -> None:
    enqueue("test", not_before=timezone.now() + timedelta(minutes=5))
    assert next_job_id() is None


def test_a_worker_that_lost_its_lease_cannot_renew_it(claims: list[Claim], alice: Account) -> None:
    with owner_scope(alice):
        enqueue("test")
    claim = claim_job(only_job().pk, None)
    assert claim is not None
    Job.across_accounts.update(lease_until=timezone.now() - timedelta(seconds=1))
    sweep()
    with pytest.raises(LeaseLost):
        claim.renew_lease()


@pytest.mark.parametrize(
    "end",
    [
        lambda claim: claim.finish(has_more=False),
        lambda claim: claim.finish(has_more=True),
        lambda claim: claim.postpone(timezone.now()),
        lambda claim: claim.fail(),
    ],
    ids=["done", "more to do", "postponed", "failed"],
)
def test_a_worker_that_lost_its_lease_changes_nothing_about_the_job_of_another(
    end: Callable[[Claim], object], claims: list[Claim], alice: Account
) -> None:
    with owner_scope(alice):
        enqueue("test")
    first = claim_job(only_job().pk, None)
    Job.across_accounts.update(lease_until=timezone.now() - timedelta(seconds=1))
    sweep()
    second = claim_job(only_job().pk, None)
    assert first is not None
    assert second is not None
    end(first)
    assert (only_job().state, only_job().lease_token, only_job().attempts) == ("running", second.token, 2)


def test_progress_resets_the_attempts(claims: list[Claim], alice: Account) -> None:
    with owner_scope(alice):
        enqueue("test")
    Job.across_accounts.update(attempts=3)
    claim = claim_job(only_job().pk, None)
    assert claim is not None
    assert claim.attempts == 4
    claim.renew_lease()
    assert only_job().attempts == 0


def test_a_lease_renewed_without_progress_keeps_the_attempts(claims: list[Claim], alice: Account) -> None:
    with owner_scope(alice):
        enqueue("test")
    claim = claim_job(only_job().pk, None)
    assert claim is not None
    Job.across_accounts.update(lease_until=timezone.now())
    claim.renew_lease(reset_attempts=False)
    lease_until = only_job().lease_until
    assert lease_until is not None
    assert lease_until > timezone.now()
    assert only_job().attempts == 1


def test_the_sweep_requeues_a_job_whose_lease_has_ended_and_keeps_its_attempts(
    claims: list[Claim], alice: Account
) -> None:
    with owner_scope(alice):
        enqueue("test")
    claim_job(only_job().pk, None)
    sweep()
    assert only_job().state == "running"
    Job.across_accounts.update(lease_until=timezone.now() - timedelta(seconds=1))
    sweep()
    assert (only_job().state, only_job().attempts) == ("queued", 1)


def test_a_job_that_raises_is_retried_later_and_stops_after_five_attempts(
    monkeypatch: pytest.MonkeyPatch, alice: Account
) -> None:
    def fail(claim: Claim) -> bool:
        raise ZeroDivisionError

    monkeypatch.setitem(kinds.JOB_KINDS, "test", kinds.JobKind("test", Lane.CLICK, fail))
    with owner_scope(alice):
        enqueue("test")
    for attempt in range(1, MAX_ATTEMPTS + 1):
        assert only_job().state == "queued"
        Job.across_accounts.update(not_before=timezone.now() - timedelta(seconds=1))
        assert run_job(only_job().pk)
        assert only_job().attempts == attempt
    assert only_job().state == "stopped"
    with owner_scope(alice):
        enqueue("test")
    assert (only_job().state, only_job().attempts) == ("queued", 0)


def test_a_starting_worker_releases_only_jobs_of_dead_processes_on_its_machine(
    monkeypatch: pytest.MonkeyPatch, claims: list[Claim], alice: Account, mallory: Account
) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: "here")
    monkeypatch.setattr("accounts.jobs.services.workers._is_alive", lambda pid: pid == 11)
    dead, alive, elsewhere = (
        Worker.objects.create(host=h, pid=p) for h, p in (("here", 10), ("here", 11), ("there", 10))
    )
    for owner, dedup_key, worker in ((alice, "a", dead), (mallory, "b", alive)):
        with owner_scope(owner):
            enqueue("test", dedup_key=dedup_key)
        claim_job(Job.across_accounts.get(dedup_key=dedup_key).pk, worker)
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


def test_a_worker_whose_row_was_deleted_registers_again(claims: list[Claim], alice: Account) -> None:
    loop = WorkerLoop()
    loop.report()
    Worker.objects.update(seen_at=timezone.now() - timedelta(hours=1))
    sweep()
    assert not Worker.objects.exists()
    loop.report()
    assert Worker.objects.alive(timezone.now()).get() == loop.worker
    with owner_scope(alice):
        enqueue("test")
    assert run_job(only_job().pk, loop.worker)


def test_a_job_of_an_unknown_kind_stays_in_the_queue(claims: list[Claim], alice: Account) -> None:
    with owner_scope(alice):
        enqueue("test")
    Job.across_accounts.update(kind="from.a.newer.version")
    assert next_job_id() is None
