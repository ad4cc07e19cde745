"""A person presses "Try again" on a stopped job."""

import pytest

from accounts.jobs import kinds
from accounts.jobs.claims import Claim
from accounts.jobs.lanes import Lane
from accounts.jobs.models import Job
from accounts.jobs.services.retry import retry_job
from accounts.models import Account
from accounts.scope import owner_scope
from tests.run_jobs import run_jobs

pytestmark = pytest.mark.postgres


@pytest.fixture
def slices(monkeypatch: pytest.MonkeyPatch) -> list[Claim]:
    """The claims that the kind `test` was run with."""
    seen: list[Claim] = []
    monkeypatch.setitem(
        kinds.JOB_KINDS, "test", kinds.JobKind("test", Lane.CLICK, lambda claim: bool(seen.append(claim)))
    )
    return seen


def job(account: Account, state: str, **fields: object) -> Job:
    with owner_scope(account):
        return Job.objects.create(kind="test", lane=Lane.CLICK, state=state, **fields)


def test_a_stopped_job_runs_again_with_all_attempts(alice: Account, slices: list[Claim]) -> None:
    stopped = job(alice, "stopped", attempts=5)
    assert run_jobs() == 0
    assert retry_job(stopped.pk)
    assert run_jobs() == 1
    assert slices[0].attempts == 1


@pytest.mark.parametrize("state", ["queued", "running"])
def test_a_job_that_has_not_stopped_is_left_alone(alice: Account, state: str) -> None:
    other = job(alice, state, attempts=3)
    assert not retry_job(other.pk)
    other.refresh_from_db(from_queryset=Job.across_accounts)
    assert (other.state, other.attempts) == (state, 3)


def test_a_job_that_is_not_there_any_more_is_nothing_to_try(db: None) -> None:
    assert not retry_job(1)


def test_the_same_job_asked_for_meanwhile_stands_for_both(alice: Account, slices: list[Claim]) -> None:
    stopped, queued = job(alice, "stopped", attempts=5), job(alice, "queued")
    assert retry_job(stopped.pk)
    assert Job.across_accounts.get() == queued
    assert run_jobs() == 1


def test_a_worker_of_the_fleet_is_woken_once_it_is_there(
    alice: Account,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks,
) -> None:
    rung: list[tuple[int, int]] = []
    monkeypatch.setattr("accounts.jobs.services.retry.notify_workers", lambda *what: rung.append(what))
    stopped = job(alice, "stopped", attempts=5)
    with django_capture_on_commit_callbacks() as rings:
        retry_job(stopped.pk)
        assert rung == []
    rings[0]()
    assert rung == [(stopped.pk, Lane.CLICK)]
