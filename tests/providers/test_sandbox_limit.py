"""In the sandbox each athlete has a limit of their own, which stops nobody else."""

import pytest
from django.utils import timezone

from accounts.jobs.models import Job
from accounts.jobs.services.run import run_job
from accounts.models import Account
from accounts.scope import owner_scope
from providers.models import CircuitBreaker, Connection, Pull, RateLimitWindow
from providers.sandbox.server import Sandbox
from tests.providers.factories import connected, pulled
from tests.run_jobs import run_jobs

pytestmark = pytest.mark.postgres


def test_in_the_sandbox_a_used_up_limit_stops_that_athlete_only(
    sandbox: Sandbox, alice: Account, mallory: Account
) -> None:
    with owner_scope(mallory):
        limited = connected(sandbox)
    with owner_scope(alice):
        other = connected(sandbox)
    limited.fail("429", ("athlete",))
    run_job(Job.across_accounts.get(owner=mallory).pk)
    run_jobs()
    assert Connection.across_accounts.get(owner=alice).full_pull_at
    assert other.reads() > 0
    assert not CircuitBreaker.objects.exists()
    reads = limited.reads()
    with owner_scope(mallory):
        Job.objects.update(not_before=timezone.now())
    run_job(Job.across_accounts.get(owner=mallory).pk)
    assert limited.reads() == reads
    assert not Pull.across_accounts.get(owner=mallory).ended_at


def test_in_the_sandbox_no_calls_are_counted(sandbox: Sandbox, as_alice: Account) -> None:
    pulled(sandbox)
    assert Connection.objects.get().window_calls == 0
    assert not RateLimitWindow.objects.exists()
