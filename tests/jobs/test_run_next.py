"""A worker that looks for the next job by itself, without a bell."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from accounts.jobs import kinds
from accounts.jobs.lanes import Lane
from accounts.jobs.models import Job
from accounts.jobs.services.enqueue import enqueue
from accounts.jobs.services.run import next_job_id, run_in_turn, run_next
from accounts.models import Account
from accounts.scope import owner_scope

pytestmark = pytest.mark.postgres


@pytest.fixture(autouse=True)
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys of the jobs that were run."""
    seen: list[str] = []
    for name, lane in (("click", Lane.CLICK), ("backfill", Lane.BACKFILL)):
        kind = kinds.JobKind(name, lane, lambda claim: bool(seen.append(claim.job.dedup_key)))
        monkeypatch.setitem(kinds.JOB_KINDS, name, kind)
    return seen


def ask(account: Account, kind: str, window: str) -> None:
    with owner_scope(account):
        enqueue(kind, dedup_key=window)


def test_what_waits_is_run_in_its_order_until_nothing_waits(done: list[str], alice: Account, mallory: Account) -> None:
    ask(alice, "backfill", "first")
    ask(mallory, "backfill", "second")
    ask(mallory, "click", "click")
    while run_next():
        pass
    assert done == ["click", "first", "second"]


@contextmanager
def taken_by_another(job_id: int | None) -> Iterator[None]:
    """Another worker is about to claim that job; whoever waits for it here fails."""
    other = connection.copy()
    other.set_autocommit(False)
    try:
        with other.cursor() as theirs, connection.cursor() as ours:
            theirs.execute("SELECT 1 FROM jobs_job WHERE id = %s FOR UPDATE", [job_id])
            ours.execute("SET lock_timeout = '2s'")
            yield
            ours.execute("RESET lock_timeout")
    finally:
        other.rollback()
        other.close()


@pytest.mark.django_db(transaction=True)
def test_a_job_that_another_worker_is_taking_is_passed_over(done: list[str], alice: Account, mallory: Account) -> None:
    if not connection.features.has_select_for_update_skip_locked:
        pytest.skip("here one writer waits for the other")
    ask(alice, "backfill", "first")
    ask(mallory, "backfill", "second")
    with taken_by_another(next_job_id()):
        assert run_next()
        assert not run_next()
    assert done == ["second"]
    assert Job.across_accounts.get().dedup_key == "first"


def test_a_bell_that_stands_first_puts_nobody_before_their_turn(
    done: list[str], alice: Account, mallory: Account
) -> None:
    ask(mallory, "backfill", "long")
    ask(alice, "click", "click")
    long = Job.across_accounts.get(kind="backfill").pk
    assert run_in_turn(long)
    assert done == ["click"]
    assert run_in_turn(long)
    assert done == ["click", "long"]
    assert not run_in_turn(long)


def test_a_bell_for_a_job_that_was_put_aside_is_heard(done: list[str], alice: Account) -> None:
    ask(alice, "backfill", "long")
    Job.across_accounts.update(is_blocked=True)
    assert run_in_turn(Job.across_accounts.get().pk)
    assert done == ["long"]
