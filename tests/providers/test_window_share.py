"""Accounts share the rate limit of a registration: while others wait, nobody takes more than their share."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.jobs.lanes import Lane
from accounts.jobs.models import Job
from accounts.jobs.services.enqueue import enqueue
from accounts.jobs.services.run import run_job
from accounts.models import Account
from accounts.scope import owner_scope
from providers.call_budget import POSTPONED_FOR, RESERVED_SHARES
from providers.models import CircuitBreaker, Connection
from providers.rate_limits import RateLimit
from providers.sandbox.limits import SandboxLimits
from providers.sandbox.server import Sandbox
from providers.strava.provider import Strava
from tests.providers.own_application import connect_for, connection_of, make_due, run_due_steps, run_step
from tests.write_back.factories import create_ride

pytestmark = pytest.mark.postgres

LIMIT = RateLimit("read", calls=8, window=timedelta(minutes=15))


@pytest.fixture(autouse=True)
def limit(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Gives the platform a small limit, whose windows are as long as Strava's, and no lane a reserve."""
    monkeypatch.setattr(Strava, "rate_limits", (LIMIT,))
    monkeypatch.setattr(sandbox.service, "limits", SandboxLimits(read_quarter=LIMIT.calls))
    for lane in Lane:
        monkeypatch.setitem(RESERVED_SHARES, lane, 0.0)


def window_start() -> datetime:
    return LIMIT.window_start(datetime.now(UTC))


@pytest.mark.usefixtures("own_registration")
def test_an_account_beyond_its_share_waits_while_another_one_waits(
    sandbox: Sandbox, alice: Account, mallory: Account
) -> None:
    greedy = connect_for(mallory, sandbox, window_start=window_start(), window_calls=2)
    patient = connect_for(alice, sandbox)
    run_due_steps(mallory)
    assert greedy.reads() + 2 == LIMIT.calls // 2
    waiting_until = connection_of(mallory).waiting_until
    assert waiting_until is not None
    assert timezone.now() < waiting_until <= timezone.now() + POSTPONED_FOR
    assert Job.across_accounts.get(owner=mallory).not_before == waiting_until
    run_due_steps(alice)
    assert patient.reads() >= 3
    assert connection_of(alice).full_pull_at


@pytest.mark.usefixtures("own_registration")
def test_all_that_an_account_has_due_waits_with_it(sandbox: Sandbox, alice: Account, mallory: Account) -> None:
    connect_for(mallory, sandbox, window_start=window_start(), window_calls=100)
    connect_for(alice, sandbox)
    with owner_scope(mallory):
        for number in range(3):
            enqueue("pull.now", provider="strava", dedup_key=str(number))
        run_job(Job.objects.get(kind="pull.first").pk)
        assert set(Job.objects.values_list("not_before", flat=True)) == {Connection.objects.get().waiting_until}
    assert Job.across_accounts.get(owner=alice).not_before <= timezone.now() + timedelta(seconds=1)


@pytest.mark.usefixtures("own_registration")
def test_an_unused_share_is_anybodys(sandbox: Sandbox, alice: Account, mallory: Account) -> None:
    greedy = connect_for(mallory, sandbox, window_start=window_start(), window_calls=100)
    connect_for(alice, sandbox)
    run_due_steps(mallory)
    assert greedy.reads() == 0
    run_due_steps(alice)
    make_due(mallory)
    run_due_steps(mallory)
    assert connection_of(mallory).full_pull_at
    assert connection_of(mallory).waiting_until is None


@pytest.mark.usefixtures("own_registration")
def test_whoever_made_the_fewest_calls_is_never_postponed(sandbox: Sandbox, alice: Account, mallory: Account) -> None:
    calls = {"window_start": window_start(), "window_calls": 50}
    athletes = [connect_for(account, sandbox, **calls) for account in (alice, mallory)]
    for account in (alice, mallory, mallory, mallory):
        run_step(account)
    assert [athlete.reads() for athlete in athletes] == [1, 2]


@pytest.mark.usefixtures("own_registration")
def test_calls_of_the_last_window_do_not_count(sandbox: Sandbox, alice: Account, mallory: Account) -> None:
    greedy = connect_for(mallory, sandbox, window_start=window_start() - LIMIT.window, window_calls=100)
    connect_for(alice, sandbox)
    run_step(mallory)
    assert greedy.reads() == connection_of(mallory).window_calls == 1


@pytest.mark.usefixtures("own_registration")
def test_a_click_beyond_the_share_waits_as_well(sandbox: Sandbox, alice: Account, mallory: Account) -> None:
    with owner_scope(mallory):
        ride = create_ride(sandbox)
        ride.request_rename()
        Connection.objects.update(registration_name="strava", window_start=window_start(), window_calls=100)
    connect_for(alice, sandbox)
    run_due_steps(mallory)
    assert ride.count_writes() == 0
    run_due_steps(alice)
    make_due(mallory)
    run_due_steps(mallory)
    assert ride.count_writes() == 1


@pytest.mark.usefixtures("own_registration")
def test_a_full_window_stops_every_account_of_the_registration(
    sandbox: Sandbox, alice: Account, mallory: Account
) -> None:
    first, second = connect_for(mallory, sandbox), connect_for(alice, sandbox)
    first.fail("429", ("athlete",))
    run_step(mallory)
    run_step(alice)
    assert CircuitBreaker.objects.get().registration_name == "strava"
    assert second.reads() == 0
