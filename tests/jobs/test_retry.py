"""An operator retries a stopped job."""

from typing import Any

import pytest

from accounts.jobs.claims import Claim
from accounts.jobs.lanes import Lane
from accounts.jobs.models import Job
from accounts.jobs.services.retry import retry_job
from accounts.models import Account
from accounts.scope import owner_scope
from tests.run_jobs import run_jobs

pytestmark = pytest.mark.postgres


def create_job(account: Account, state: str, **fields: object) -> Job:
    with owner_scope(account):
        return Job.objects.create(kind="test", lane=Lane.CLICK, state=state, **fields)


def test_a_retried_job_has_all_its_attempts(alice: Account, claims: list[Claim]) -> None:
    stopped = create_job(alice, "stopped", attempts=5)
    assert run_jobs() == 0
    assert retry_job(stopped.pk)
    assert run_jobs() == 1
    assert claims[0].attempts == 1


@pytest.mark.parametrize("state", ["queued", "running"])
def test_a_job_that_has_not_stopped_is_not_retried(alice: Account, state: str) -> None:
    job = create_job(alice, state, attempts=3)
    assert not retry_job(job.pk)
    job.refresh_from_db(from_queryset=Job.across_accounts)
    assert (job.state, job.attempts) == (state, 3)


def test_a_deleted_job_is_not_retried(db: None) -> None:
    assert not retry_job(1)


def test_a_retried_job_that_is_queued_already_runs_once(alice: Account, claims: list[Claim]) -> None:
    stopped, queued = create_job(alice, "stopped", attempts=5), create_job(alice, "queued")
    assert retry_job(stopped.pk)
    assert Job.across_accounts.get() == queued
    assert run_jobs() == 1


def test_a_message_for_a_retried_job_is_sent_after_the_commit(
    alice: Account,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    notified: list[tuple[int, int]] = []
    monkeypatch.setattr("accounts.jobs.services.retry.notify_workers", lambda *job: notified.append(job))
    stopped = create_job(alice, "stopped", attempts=5)
    with django_capture_on_commit_callbacks() as callbacks:
        retry_job(stopped.pk)
        assert notified == []
    callbacks[0]()
    assert notified == [(stopped.pk, Lane.CLICK)]
