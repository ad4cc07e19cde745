"""A worker finds the next job in the table by itself, without a message."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from accounts.jobs import kinds
from accounts.jobs.claims import Claim
from accounts.jobs.lanes import Lane
from accounts.jobs.models import Job
from accounts.jobs.services.enqueue import enqueue
from accounts.jobs.services.run import next_job_id, run_in_turn, run_next
from accounts.models import Account
from accounts.scope import owner_scope

pytestmark = pytest.mark.postgres


@pytest.fixture(autouse=True)
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Registers two kinds of jobs, and returns the keys of the jobs that were run."""
    keys: list[str] = []

    def record(claim: Claim) -> bool:
        keys.append(claim.job.dedup_key)
        return False

    for name, lane in (("click", Lane.CLICK), ("backfill", Lane.BACKFILL)):
        monkeypatch.setitem(kinds.JOB_KINDS, name, kinds.JobKind(name, lane, record))
    return keys


def enqueue_as(account: Account, kind: str, dedup_key: str) -> None:
    with owner_scope(account):
        enqueue(kind, dedup_key=dedup_key)


def test_due_jobs_are_run_in_the_order_of_the_queue(done: list[str], alice: Account, mallory: Account) -> None:
    enqueue_as(alice, "backfill", "first")
    enqueue_as(mallory, "backfill", "second")
    enqueue_as(mallory, "click", "click")
    while run_next():
        pass
    assert done == ["click", "first", "second"]


@contextmanager
def locked_by_another(job_id: int | None) -> Iterator[None]:
    """Locks the job as a worker does that is about to claim it; waiting for the lock fails here."""
    other_connection = connection.copy()
    other_connection.set_autocommit(False)
    try:
        with other_connection.cursor() as other_cursor, connection.cursor() as cursor:
            other_cursor.execute("SELECT 1 FROM jobs_job WHERE id = %s FOR UPDATE", [job_id])
            cursor.execute("SET lock_timeout = '2s'")
            yield
            cursor.execute("RESET lock_timeout")
    finally:
        other_connection.rollback()
        other_connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_job_that_another_worker_has_locked_is_passed_over(done: list[str], alice: Account, mallory: Account) -> None:
    if not connection.features.has_select_for_update_skip_locked:
        pytest.skip("here one writer waits for the other")
    enqueue_as(alice, "backfill", "first")
    enqueue_as(mallory, "backfill", "second")
    with locked_by_another(next_job_id()):
        assert run_next()
        assert not run_next()
    assert done == ["second"]
    assert Job.across_accounts.get().dedup_key == "first"


def test_a_message_lets_no_job_overtake_another(done: list[str], alice: Account, mallory: Account) -> None:
    enqueue_as(mallory, "backfill", "long")
    enqueue_as(alice, "click", "click")
    long_id = Job.across_accounts.get(kind="backfill").pk
    assert run_in_turn(long_id)
    assert done == ["click"]
    assert run_in_turn(long_id)
    assert done == ["click", "long"]
    assert not run_in_turn(long_id)


def test_a_message_for_a_blocked_job_runs_it(done: list[str], alice: Account) -> None:
    enqueue_as(alice, "backfill", "long")
    Job.across_accounts.update(is_blocked=True)
    assert run_in_turn(Job.across_accounts.get().pk)
    assert done == ["long"]
