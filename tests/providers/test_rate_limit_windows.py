"""All calls of a registration are counted in its platform's windows; one without room waits until a stored time."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection as database
from django.utils import timezone

from accounts.jobs.lanes import Lane
from accounts.jobs.models import Job
from accounts.models import Account
from accounts.scope import owner_scope
from providers.call_budget import RESERVED_SHARES, CallWindow, shortest_window
from providers.errors import CallPostponed
from providers.models import CircuitBreaker, Connection, Pull, RateLimitWindow
from providers.rate_limits import RateLimit
from providers.registry import PLATFORMS
from providers.sandbox.limits import SandboxLimits
from providers.sandbox.server import Sandbox
from providers.services import call_provider as calling
from providers.services.rate_limit_windows import count_call, load_windows
from providers.services.start_pull import start_pull
from providers.strava.provider import Strava
from tests.providers.own_application import connect_for, connection_of, make_due, run_due_steps, run_step
from tests.run_jobs import run_jobs
from tests.write_back.factories import Ride, create_ride

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("own_registration")]

QUARTER, DAY = timedelta(minutes=15), timedelta(days=1)


def windows() -> dict[tuple[str, timedelta], CallWindow]:
    """Returns the windows of the install's registration, by their kind and length."""
    return {(window.limit.kind, window.limit.window): window for window in load_windows("strava", PLATFORMS["strava"])}


def calls_of_day() -> int:
    """Returns how many reads of the day are counted."""
    return windows()["read", DAY].used


def use_up(share: float) -> None:
    """Lets this share of the day's limits be used."""
    count_call("strava", PLATFORMS["strava"])
    for row in RateLimitWindow.objects.filter(window_s=int(DAY.total_seconds())):
        RateLimitWindow.objects.filter(pk=row.pk).update(used=round(row.call_limit * share))


@pytest.fixture(autouse=True)
def whole_reserves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keeps reserves whole to the end of a window, at whatever time of the day the tests run."""
    monkeypatch.setattr("providers.call_budget.RELEASED_OVER", 1e-9)


@pytest.fixture
def stated_limits(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> SandboxLimits:
    """Lets the platform tell the limits of a registration that was upgraded."""
    limits = SandboxLimits(quarter=400, day=4_000, read_quarter=200, read_day=2_000)
    monkeypatch.setattr(sandbox.service, "limits", limits)
    return limits


def test_before_anything_is_known_the_declared_limits_hold(db: None) -> None:
    assert {window.limit for window in windows().values()} == set(Strava.rate_limits)


def test_a_call_counts_in_every_window_and_its_response_tells_the_limits(
    sandbox: Sandbox, alice: Account, stated_limits: SandboxLimits
) -> None:
    athlete = connect_for(alice, sandbox)
    run_step(alice)
    assert athlete.reads() == 1
    assert {key: window.limit.calls for key, window in windows().items()} == {
        ("overall", QUARTER): 400,
        ("overall", DAY): 4_000,
        ("read", QUARTER): 200,
        ("read", DAY): 2_000,
    }
    assert windows()["overall", DAY].used == calls_of_day() == 1


def test_calls_that_others_made_with_the_registration_count(
    sandbox: Sandbox, alice: Account, stated_limits: SandboxLimits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("providers.call_budget.LEARN_AFTER", timedelta(0))
    athlete = connect_for(alice, sandbox)
    for _ in range(70):
        stated_limits.count_call(athlete.code)
    run_step(alice)
    assert calls_of_day() == 71


def test_accounts_use_the_same_windows(sandbox: Sandbox, alice: Account, mallory: Account) -> None:
    athletes = [connect_for(account, sandbox) for account in (alice, mallory)]
    for account in (alice, mallory, alice):
        run_step(account)
    assert sum(athlete.reads() for athlete in athletes) == 3
    assert calls_of_day() == 3


def test_a_response_after_an_error_tells_the_limits_too(
    sandbox: Sandbox, alice: Account, stated_limits: SandboxLimits
) -> None:
    connect_for(alice, sandbox).fail("500", ("athlete",))
    run_step(alice)
    assert windows()["read", QUARTER].limit.calls == 200


def test_a_first_pull_leaves_its_reserve_and_waits_for_a_time_that_is_kept(sandbox: Sandbox, alice: Account) -> None:
    athlete = connect_for(alice, sandbox)
    use_up(1 - RESERVED_SHARES[Lane.BACKFILL])
    run_due_steps(alice)
    assert athlete.reads() == 0
    connection, job = connection_of(alice), Job.across_accounts.get(owner=alice)
    assert connection.last_error == "limit"
    assert (job.state, job.attempts, job.not_before) == ("queued", 0, connection.waiting_until)
    assert timezone.now() < job.not_before <= windows()["read", DAY].end + timedelta(seconds=2)
    RateLimitWindow.objects.update(used=0)
    make_due(alice)
    run_due_steps(alice)
    assert connection_of(alice).full_pull_at
    assert connection_of(alice).waiting_until is None


def test_a_used_up_day_is_waited_for_until_midnight(sandbox: Sandbox, alice: Account) -> None:
    athlete = connect_for(alice, sandbox)
    use_up(1.0)
    run_due_steps(alice)
    assert athlete.reads() == 0
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + DAY
    until = connection_of(alice).waiting_until
    assert until is not None
    assert midnight < until < midnight + timedelta(seconds=3)


@pytest.fixture
def ride(sandbox: Sandbox, alice: Account) -> Ride:
    """Returns a ride of an account that uses the install's own registration, and waits for a click."""
    with owner_scope(alice):
        ride = create_ride(sandbox)
        Connection.objects.update(registration_name="strava")
    return ride


def test_a_click_uses_what_is_reserved_for_it_and_the_first_pull_goes_on_waiting(ride: Ride, alice: Account) -> None:
    use_up(1 - RESERVED_SHARES[Lane.BACKFILL])
    with owner_scope(alice):
        start_pull(Connection.objects.get(), Pull.Kind.FULL)
        run_jobs()
        waiting_until = Connection.objects.get().waiting_until
        assert Job.objects.get(kind="pull.full").not_before == waiting_until
        ride.request_rename()
        run_jobs()
        assert ride.count_writes() == 1
        assert not Job.objects.exclude(kind="pull.full").exists()
        assert Connection.objects.get().waiting_until == waiting_until


def test_a_click_waits_when_nothing_is_left(ride: Ride, alice: Account) -> None:
    use_up(1.0)
    with owner_scope(alice):
        ride.request_rename()
        run_jobs()
        assert ride.count_writes() == 0
        assert Job.objects.get().not_before == Connection.objects.get().waiting_until


def test_pulls_stay_within_small_limits_and_are_never_refused(
    sandbox: Sandbox, alice: Account, mallory: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Strava, "rate_limits", (RateLimit("read", 5, DAY),))
    monkeypatch.setattr(sandbox.service, "limits", SandboxLimits(read_day=5))
    athletes = [connect_for(account, sandbox) for account in (alice, mallory)]
    for _ in range(10):
        for account in (alice, mallory):
            if Job.across_accounts.filter(owner=account).exists():
                make_due(account)
                run_due_steps(account)
    assert sum(athlete.reads() for athlete in athletes) == 5 * (1 - RESERVED_SHARES[Lane.BACKFILL])
    assert not CircuitBreaker.objects.exclude(full_until=None).exists()


def test_a_process_that_dies_between_counting_and_calling_has_counted(
    sandbox: Sandbox, alice: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    athlete = connect_for(alice, sandbox)
    with monkeypatch.context() as patched, owner_scope(alice):
        patched.setattr(calling, "fresh_tokens", die)
        client = calling.platform_for(Connection.objects.get())
        with pytest.raises(Killed):
            client.gear()
    assert (athlete.reads(), calls_of_day()) == (0, 1)
    run_step(alice)
    assert (athlete.reads(), calls_of_day()) == (1, 2)


def test_a_platform_that_publishes_no_limit_has_no_windows(
    sandbox: Sandbox, alice: Account, mallory: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Strava, "rate_limits", ())
    athlete = connect_for(alice, sandbox)
    other = connect_for(mallory, sandbox)
    run_step(alice)
    assert athlete.reads() == 1
    assert not RateLimitWindow.objects.exists()
    athlete.fail("429", ("list",))
    run_due_steps(alice)
    run_due_steps(mallory)
    assert other.reads() == 0
    assert connection_of(mallory).waiting_until


@pytest.mark.django_db(transaction=True)
def test_many_workers_together_never_make_more_calls_than_a_window_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Strava, "rate_limits", (RateLimit("overall", 200, DAY), RateLimit("read", 120, DAY)))
    counted: list[int] = []
    refused: list[int] = []
    start = threading.Barrier(8)

    def work() -> None:
        try:
            start.wait()
            for _ in range(25):
                try:
                    count_call("strava", PLATFORMS["strava"])
                    counted.append(1)
                except CallPostponed:
                    refused.append(1)
        finally:
            database.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(counted), len(refused)) == (120, 80)
    assert shortest_window(load_windows("strava", PLATFORMS["strava"])).used == 120
