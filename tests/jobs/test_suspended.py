"""A suspended account keeps its jobs waiting, but for those that delete; resuming it lets them go on."""

import pytest
from django.db.models.functions import Now

from accounts.jobs.claims import Claim
from accounts.jobs.kinds import JOB_KINDS, JobKind
from accounts.jobs.lanes import Lane
from accounts.jobs.models import Job
from accounts.jobs.services.enqueue import enqueue_for
from accounts.jobs.services.run import run_in_turn, run_next
from accounts.models import Account
from accounts.scope import crossing
from accounts.services.suspend import resume_account, suspend_account

pytestmark = pytest.mark.postgres

PLAIN, DELETING = "suspended.plain", "suspended.deleting"


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Registers a kind of job of each sort; returns the names of those that ran."""
    names: list[str] = []

    def run(claim: Claim) -> bool:
        names.append(claim.job.kind)
        return False

    for kind in (
        JobKind(PLAIN, Lane.CLICK, run),
        JobKind(DELETING, Lane.CLICK, run, deletes=True, runs_when_suspended=True),
    ):
        monkeypatch.setitem(JOB_KINDS, kind.name, kind)
    return names


def enqueue_all(account: Account) -> None:
    for kind in (PLAIN, DELETING):
        enqueue_for(account, kind)


def run_all() -> None:
    while run_next():
        pass


def test_the_jobs_of_a_suspended_account_wait_but_for_those_that_delete(alice: Account, done: list[str]) -> None:
    suspend_account(alice)
    enqueue_all(alice)
    run_all()
    assert done == [DELETING]
    with crossing():
        job = Job.across_accounts.get()
        assert (job.kind, job.state, job.attempts) == (PLAIN, Job.State.QUEUED, 0)
        assert not Job.across_accounts.filter(not_before__lte=Now()).exists()


def test_a_message_runs_no_job_of_a_suspended_account(alice: Account, done: list[str]) -> None:
    enqueue_for(alice, PLAIN)
    suspend_account(alice)
    with crossing():
        job_id = Job.across_accounts.get().pk
    run_in_turn(job_id)
    assert done == []


def test_other_accounts_go_on(alice: Account, mallory: Account, done: list[str]) -> None:
    suspend_account(alice)
    for account in (alice, mallory):
        enqueue_for(account, PLAIN)
    run_all()
    assert done == [PLAIN]


def test_resuming_lets_the_jobs_go_on_at_once(alice: Account, done: list[str]) -> None:
    suspend_account(alice)
    enqueue_for(alice, PLAIN)
    run_all()
    assert done == []
    resume_account(alice)
    run_all()
    assert done == [PLAIN]


def test_retention_and_deletions_go_on_while_an_account_is_suspended() -> None:
    going_on = {name for name, kind in JOB_KINDS.items() if kind.runs_when_suspended}
    deleting = {name for name, kind in JOB_KINDS.items() if kind.deletes}
    assert deleting <= going_on
    assert going_on - deleting == {"trim", "exports.expire", "uploads.expire", "demo.expire", "reset"}
