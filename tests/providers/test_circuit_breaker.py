"""While a platform does not work, no call of a registration is made but a probe in a while, and nobody is blamed."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.jobs.models import Job
from accounts.models import Account
from accounts.scope import owner_scope
from providers.errors import CallPostponed
from providers.models import CircuitBreaker, Connection
from providers.sandbox.server import Sandbox
from providers.services.circuit_breaker import (
    FIRST_PROBE_AFTER,
    IN_A_ROW_WITHIN,
    INACTIVE_PROBE_EVERY,
    check_breaker,
)
from tests.accounts.notifications import kinds_of
from tests.factories import AccountFactory
from tests.markup import get_page
from tests.providers.factories import Athlete, connected
from tests.providers.own_application import connect_for, connection_of, make_due, run_due_steps, run_step
from tests.site.operators import create_operator, sign_in_client
from tests.write_back.factories import create_ride

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("own_registration")]


@pytest.fixture
def athletes(sandbox: Sandbox, alice: Account, mallory: Account) -> tuple[Athlete, Athlete]:
    """Returns the athletes of both accounts, who share the install's registration; their first pulls wait."""
    return connect_for(alice, sandbox), connect_for(mallory, sandbox)


@pytest.fixture
def third(sandbox: Sandbox) -> tuple[Account, Athlete]:
    """Returns a third account of the registration and its athlete, whose calls would not fail."""
    account = AccountFactory.create()
    return account, connect_for(account, sandbox)


def breaker() -> Any:
    """Returns the registration's breaker; None when nothing has ever failed."""
    return CircuitBreaker.objects.filter(registration_name="strava").first()


def fail_both(athletes: tuple[Athlete, Athlete], accounts: tuple[Account, Account], fault: str, **options: Any) -> None:
    """Lets one call of each of both accounts fail."""
    for athlete, account in zip(athletes, accounts, strict=True):
        athlete.fail(fault, ("athlete",), **options)
        run_step(account)


def make_probe_due() -> None:
    """Lets the time come for the next probe."""
    CircuitBreaker.objects.update(probe_at=timezone.now() - timedelta(seconds=1))


@pytest.mark.parametrize("fault", ["500", "html", "lost_reply"])
def test_failures_of_two_accounts_stop_the_calls_of_all(
    athletes: tuple[Athlete, Athlete], alice: Account, mallory: Account, third: tuple[Account, Athlete], fault: str
) -> None:
    fail_both(athletes, (alice, mallory), fault)
    assert (breaker().cause, bool(breaker().opened_at)) == ("outage", True)
    account, athlete = third
    run_step(account)
    assert athlete.reads() == 0
    job = Job.across_accounts.get(owner=account)
    assert (job.state, job.attempts) == ("queued", 0)
    assert job.not_before == connection_of(account).waiting_until
    assert timezone.now() < job.not_before <= timezone.now() + FIRST_PROBE_AFTER + timedelta(seconds=1)
    assert connection_of(account).state == "connected"


def test_calls_without_an_answer_open_the_breaker(
    athletes: tuple[Athlete, Athlete], alice: Account, mallory: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("providers.http.TIMEOUT_S", (1, 0.3))
    fail_both(athletes, (alice, mallory), "timeout", seconds=2)
    assert breaker().opened_at


def test_one_account_that_fails_again_and_again_stops_nobody_else(
    athletes: tuple[Athlete, Athlete], alice: Account, mallory: Account
) -> None:
    athletes[0].fail("500", ("athlete",), times=4)
    for _ in range(4):
        make_due(alice)
        run_step(alice)
    assert breaker().opened_at is None
    run_step(mallory)
    assert athletes[1].reads() == 1


def test_a_success_between_two_failures_keeps_the_breaker_closed(
    athletes: tuple[Athlete, Athlete], alice: Account, mallory: Account, third: tuple[Account, Athlete]
) -> None:
    athletes[0].fail("500", ("athlete",))
    run_step(alice)
    run_step(third[0])
    athletes[1].fail("500", ("athlete",))
    run_step(mallory)
    assert breaker().opened_at is None


def test_failures_long_after_each_other_keep_the_breaker_closed(
    athletes: tuple[Athlete, Athlete], alice: Account, mallory: Account
) -> None:
    athletes[0].fail("500", ("athlete",))
    run_step(alice)
    CircuitBreaker.objects.update(failed_at=timezone.now() - IN_A_ROW_WITHIN)
    athletes[1].fail("500", ("athlete",))
    run_step(mallory)
    assert breaker().opened_at is None


def test_what_concerns_one_athlete_is_no_outage(
    athletes: tuple[Athlete, Athlete], alice: Account, mallory: Account
) -> None:
    fail_both(athletes, (alice, mallory), "revoked")
    assert breaker() is None
    assert connection_of(alice).state == "reconnect"


def test_a_refusal_over_the_limit_is_no_outage(athletes: tuple[Athlete, Athlete], alice: Account) -> None:
    athletes[0].fail("429", ("athlete",))
    run_step(alice)
    assert (breaker().opened_at, bool(breaker().full_until)) == (None, True)


def test_one_call_in_a_while_is_a_probe_and_its_failure_keeps_the_breaker_open(
    athletes: tuple[Athlete, Athlete], alice: Account, mallory: Account
) -> None:
    fail_both(athletes, (alice, mallory), "500")
    before = [athlete.reads() for athlete in athletes]
    athletes[0].fail("500", ("athlete",))
    make_probe_due()
    for account in (alice, mallory):
        make_due(account)
        run_step(account)
    assert [athlete.reads() for athlete in athletes] == [before[0] + 1, before[1]]
    assert breaker().probe_at > timezone.now()
    job = Job.across_accounts.get(owner=alice)
    assert (job.state, job.attempts) == ("queued", 0)
    assert job.not_before == connection_of(alice).waiting_until


def test_while_a_probe_is_under_way_nobody_else_calls(db: None) -> None:
    opened_at = timezone.now() - timedelta(minutes=1)
    CircuitBreaker.objects.create(registration_name="strava", opened_at=opened_at, cause="outage", probe_at=opened_at)
    check_breaker("strava")
    with pytest.raises(CallPostponed) as postponed:
        check_breaker("strava")
    assert postponed.value.code == "outage"
    assert 0 < (postponed.value.retry_after or 0) <= 70


def test_a_successful_probe_lets_everybody_call_again(
    athletes: tuple[Athlete, Athlete], alice: Account, mallory: Account
) -> None:
    fail_both(athletes, (alice, mallory), "500")
    make_probe_due()
    for account in (alice, mallory):
        make_due(account)
        run_due_steps(account)
        assert connection_of(account).full_pull_at
        assert (connection_of(account).last_error, connection_of(account).waiting_until) == ("", None)
    assert breaker().opened_at is None


def test_a_probe_whose_process_died_is_followed_by_another(
    athletes: tuple[Athlete, Athlete], alice: Account, mallory: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_both(athletes, (alice, mallory), "500")
    make_probe_due()
    make_due(alice)
    with monkeypatch.context() as patched:
        patched.setattr("providers.services.call_provider.fresh_tokens", lambda *_: 1 / 0)
        run_step(alice)
    assert breaker().opened_at
    make_probe_due()
    make_due(mallory)
    run_due_steps(mallory)
    assert breaker().opened_at is None


def test_a_platform_that_stays_away_is_probed_less_and_less_often(
    athletes: tuple[Athlete, Athlete], alice: Account, mallory: Account
) -> None:
    fail_both(athletes, (alice, mallory), "500")
    waits = []
    for minutes in (1, 4, 600):
        CircuitBreaker.objects.update(opened_at=timezone.now() - timedelta(minutes=minutes))
        athletes[0].fail("500", ("athlete",))
        make_probe_due()
        make_due(alice)
        run_step(alice)
        waits.append(round((breaker().probe_at - timezone.now()).total_seconds() / 60))
    assert waits == [1, 4, 10]


def test_a_click_waits_for_the_platform_and_is_then_done(sandbox: Sandbox, alice: Account, mallory: Account) -> None:
    rider = AccountFactory.create()
    with owner_scope(rider):
        ride = create_ride(sandbox)
        Connection.objects.update(registration_name="strava")
        ride.request_rename()
    fail_both((connect_for(alice, sandbox), connect_for(mallory, sandbox)), (alice, mallory), "500")
    run_step(rider)
    assert ride.count_writes() == 0
    make_probe_due()
    make_due(rider)
    run_due_steps(rider)
    assert ride.count_writes() == 1


def test_an_application_that_was_turned_off_is_the_operators_matter(
    athletes: tuple[Athlete, Athlete], alice: Account, mallory: Account
) -> None:
    before = Connection.across_accounts.values("pk", "state", "encrypted_tokens", "tokens_version").order_by("pk")
    stored = [dict(row, encrypted_tokens=bytes(row["encrypted_tokens"])) for row in before]
    athletes[0].fail("inactive", ("athlete",), times=2)
    run_step(alice)
    run_step(mallory)
    assert (breaker().cause, athletes[0].reads(), athletes[1].reads()) == ("inactive", 1, 0)
    assert [dict(row, encrypted_tokens=bytes(row["encrypted_tokens"])) for row in before.all()] == stored
    for account in (alice, mallory):
        assert kinds_of(account) == set()
        job = Job.across_accounts.get(owner=account)
        assert (job.state, job.attempts) == ("queued", 0)
        assert timezone.now() < job.not_before <= timezone.now() + INACTIVE_PROBE_EVERY
    make_probe_due()
    make_due(alice)
    run_step(alice)
    assert athletes[0].reads() == 2
    assert breaker().opened_at


def test_a_call_that_works_ends_the_incident(
    athletes: tuple[Athlete, Athlete], alice: Account, mallory: Account
) -> None:
    athletes[0].fail("inactive", ("athlete",))
    run_step(alice)
    make_probe_due()
    make_due(mallory)
    run_due_steps(mallory)
    assert breaker().opened_at is None
    make_due(alice)
    run_due_steps(alice)
    assert connection_of(alice).full_pull_at


def test_pages_say_that_the_application_was_turned_off(
    athletes: tuple[Athlete, Athlete], alice: Account, alice_client: Client
) -> None:
    athletes[0].fail("inactive", ("athlete",))
    run_step(alice)
    for path in ("/connections/", "/sync/"):
        assert "Strava has turned off access for this install since" in alice_client.get(path).content.decode()
    banner = get_page(sign_in_client(create_operator()), "/operator/")
    assert "Strava has turned off this install’s application" in banner
    assert "Only you can fix this" in banner


def test_pages_say_that_the_platform_fails_for_everyone(
    athletes: tuple[Athlete, Athlete], alice: Account, mallory: Account, alice_client: Client
) -> None:
    operator = sign_in_client(create_operator())
    assert "has been failing" not in get_page(operator, "/operator/")
    fail_both(athletes, (alice, mallory), "500")
    make_due(alice)
    run_step(alice)
    assert "Strava hasn’t answered anyone since" in alice_client.get("/connections/").content.decode()
    assert "Strava has been failing since" in get_page(operator, "/operator/")


def test_in_the_sandbox_nobody_stops_anybody_else(sandbox: Sandbox, alice: Account, mallory: Account) -> None:
    for account, fault in ((alice, "500"), (mallory, "inactive")):
        with owner_scope(account):
            connected(sandbox).fail(fault, ("athlete",))
        run_step(account)
    assert breaker() is None
    assert not CircuitBreaker.objects.exists()
    assert connection_of(alice).waiting_until is None
