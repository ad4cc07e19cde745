"""Within a lane accounts take turns, however many jobs one of them has."""

import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.jobs import kinds
from accounts.jobs.claims import Claim
from accounts.jobs.lanes import BY_PRIORITY, Lane
from accounts.jobs.models import Job
from accounts.jobs.services.claim import claim_job, claim_next
from accounts.jobs.services.enqueue import delete_queued, enqueue
from accounts.jobs.services.run import run_next
from accounts.jobs.services.sweep import sweep
from accounts.jobs.turns import _first_of_lines
from accounts.models import Account
from accounts.scope import owner_scope
from tests.queries import statement_of

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

MANY = 300


def wait_for_next_moment() -> None:
    """Waits until SQLite's clock, which counts milliseconds, shows another time, so that places in the queue differ."""
    millisecond = time.time_ns() // 1_000_000
    while time.time_ns() // 1_000_000 <= millisecond + 1:
        pass


@pytest.fixture
def owners(claims: list[Claim], monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Returns the owners of the steps that ran; a job of the kind `long` always has more to do."""
    owners: list[Any] = []

    def record(claim: Claim) -> bool:
        owners.append(claim.job.owner_id)
        wait_for_next_moment()
        return claim.job.kind == "long"

    for name in ("test", "long"):
        monkeypatch.setitem(kinds.JOB_KINDS, name, kinds.JobKind(name, Lane.CLICK, record))
    return owners


def enqueue_many(account: Account, count: int = MANY, kind: str = "test", provider: str = "") -> None:
    with owner_scope(account):
        for number in range(count):
            enqueue(kind, provider=provider, dedup_key=str(number))


def run_steps(count: int) -> None:
    for _ in range(count):
        assert run_next()


def test_a_click_waits_for_one_step_of_an_account_with_many(
    owners: list[Any], alice: Account, mallory: Account
) -> None:
    enqueue_many(mallory)
    run_steps(3)
    enqueue_many(alice, 1)
    run_steps(2)
    assert owners[3:].count(alice.pk) == 1


def test_accounts_take_turns_job_by_job_in_the_order_of_their_clicks(
    owners: list[Any], alice: Account, mallory: Account
) -> None:
    enqueue_many(mallory, 20)
    enqueue_many(alice, 3)
    run_steps(6)
    assert owners == [mallory.pk, alice.pk] * 3
    run_steps(17)
    assert not Job.across_accounts.exists()


def test_jobs_of_several_steps_take_no_more_turns_than_others(
    owners: list[Any], alice: Account, mallory: Account
) -> None:
    enqueue_many(mallory, 10, "long")
    enqueue_many(alice, 1, "long")
    run_steps(12)
    assert owners == [mallory.pk, alice.pk] * 6


def test_the_jobs_of_one_account_run_in_their_order(claims: list[Claim], mallory: Account) -> None:
    enqueue_many(mallory, 5)
    run_steps(5)
    assert [claim.job.dedup_key for claim in claims] == list("01234")


def test_the_sweep_gives_turns_to_jobs_that_were_enqueued_by_an_earlier_release(
    owners: list[Any], alice: Account, mallory: Account
) -> None:
    enqueue_many(mallory)
    enqueue_many(alice, 1)
    Job.across_accounts.update(is_blocked=False)
    sweep()
    run_steps(2)
    assert owners == [mallory.pk, alice.pk]


def test_a_step_makes_four_statements_however_many_jobs_wait(owners: list[Any], mallory: Account) -> None:
    counts = []
    for count in (10, MANY):
        enqueue_many(mallory, count)
        run_steps(1)
        with CaptureQueriesContext(connection) as queries:
            run_next()
        words = [statement_of(query).split()[0] for query in queries]
        counts.append([word for word in words if word not in ("SAVEPOINT", "RELEASE")])
    assert counts == [["UPDATE", "DELETE", "SELECT", "UPDATE"]] * 2


def test_the_following_jobs_are_looked_up_in_an_index(alice: Account) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the planner of PostgreSQL decides by the size of tables; bench/claim.py measures it")
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + _first_of_lines("sqlite"), [alice.pk.hex, ""] * 8)
        details = [row[3] for row in cursor.fetchall() if " first " in row[3]]
    assert len(details) == 8
    condition = "(owner_id=? AND provider=? AND lane=? AND is_blocked=? AND not_before<?)"
    assert all("INDEX job_following" in detail and condition in detail for detail in details), details


def test_a_postponed_job_leads_no_line(owners: list[Any], alice: Account) -> None:
    with owner_scope(alice):
        enqueue("long")
        claim = claim_next(None, next(BY_PRIORITY))
        assert claim is not None
        claim.postpone(timezone.now() + timedelta(hours=1))
        enqueue("test")
    run_steps(1)
    assert not Job.across_accounts.filter(kind="test").exists()


def test_when_the_first_job_is_deleted_the_next_one_moves_up(owners: list[Any], alice: Account) -> None:
    enqueue_many(alice, 3)
    with owner_scope(alice):
        delete_queued("test", dedup_key="0")
    run_steps(2)
    assert not Job.across_accounts.exists()


def test_a_click_waits_for_no_other_lane_of_its_account(owners: list[Any], alice: Account) -> None:
    with owner_scope(alice):
        enqueue("slow")
        slow = claim_job(Job.objects.get().pk, None)
        assert slow is not None
        enqueue("test", dedup_key="a")
        enqueue("test", dedup_key="b")
    sweep()
    slow.finish(has_more=True)
    run_steps(2)
    assert Job.across_accounts.get().kind == "slow"


def test_a_job_of_an_unknown_kind_keeps_none_waiting(owners: list[Any], alice: Account) -> None:
    enqueue_many(alice, 2)
    Job.across_accounts.filter(dedup_key="0").update(kind="from.a.newer.release")
    assert not run_next()
    sweep()
    run_steps(1)
    assert Job.across_accounts.get().kind == "from.a.newer.release"


@pytest.mark.django_db(transaction=True)
def test_a_job_that_is_being_enqueued_behind_another_is_found_when_that_one_ends(
    owners: list[Any], alice: Account
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    enqueue_many(alice, 1)
    claimed: list[Claim | None] = []

    def claim_meanwhile() -> None:
        claimed.append(claim_next(None, next(BY_PRIORITY)))
        connection.close()

    with owner_scope(alice), transaction.atomic():
        enqueue("test", dedup_key="behind")
        thread = threading.Thread(target=claim_meanwhile)
        thread.start()
        thread.join()
    assert claimed == [None]
    run_steps(2)
