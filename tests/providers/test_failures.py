"""Failed calls are noted on the connection, tried again where that makes sense, and lose nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.jobs.models import Job
from accounts.models import Account
from activities.models import Activity
from activities.record import MAX_TEXT_LENGTH
from providers.models import Connection, Pull
from providers.sandbox.server import Sandbox
from providers.services.start_pull import start_pull
from tests.providers.factories import Athlete, connected, pulled, run_waiting_jobs
from tests.run_jobs import run_jobs

pytestmark = pytest.mark.postgres

COUNT = 30


@pytest.fixture
def athlete(sandbox: Sandbox, as_alice: Account) -> Athlete:
    return connected(sandbox, "demo", COUNT)


def connection() -> Connection:
    return Connection.objects.get()


@pytest.mark.parametrize(
    ("fault", "code"), [("500", "status"), ("html", "garbled"), ("half_json", "garbled"), ("lost_reply", "no_answer")]
)
def test_an_unusable_response_is_asked_for_again(athlete: Athlete, fault: str, code: str) -> None:
    athlete.fail(fault)
    run_jobs()
    assert connection().last_error == code
    assert connection().state == "connected"
    assert Job.objects.get().state == "queued"
    run_waiting_jobs()
    assert Activity.objects.count() == COUNT
    assert connection().last_error == ""


def test_a_response_that_comes_too_late_is_asked_for_again(athlete: Athlete, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("providers.http.TIMEOUT_S", (1, 0.3))
    athlete.fail("timeout", seconds=2)
    run_jobs()
    assert connection().last_error == "timeout"
    run_waiting_jobs()
    assert Activity.objects.count() == COUNT


def test_a_pull_stops_after_five_tries_and_goes_on_when_asked(athlete: Athlete) -> None:
    athlete.fail("500", times=5)
    for _ in range(5):
        run_waiting_jobs()
    assert Job.objects.get().state == "stopped"
    assert Pull.objects.get().ended_at is None
    start_pull(connection(), Pull.Kind.NOW)
    run_jobs()
    assert Activity.objects.count() == COUNT


def test_waiting_for_the_rate_limit_uses_up_no_tries(athlete: Athlete) -> None:
    athlete.fail("429", times=7)
    for _ in range(7):
        run_waiting_jobs()
        job = Job.objects.get()
        assert (job.state, job.attempts) == ("queued", 0)
        assert job.not_before == connection().waiting_until
        assert job.not_before > timezone.now()
    run_waiting_jobs()
    assert Activity.objects.count() == COUNT
    assert connection().waiting_until is None


def test_no_call_is_made_while_the_rate_limit_is_used_up(athlete: Athlete) -> None:
    Connection.objects.update(waiting_until=timezone.now() + timedelta(minutes=5))
    run_jobs()
    assert athlete.reads() == 0
    assert Job.objects.get().not_before > timezone.now() + timedelta(minutes=4)


def test_a_revoked_grant_needs_reconnecting_and_deletes_nothing(sandbox: Sandbox, as_alice: Account) -> None:
    athlete = pulled(sandbox, "demo", COUNT)
    athlete.fail("revoked")
    start_pull(athlete.connection, Pull.Kind.NOW)
    run_jobs()
    assert connection().state == "reconnect"
    assert bytes(connection().encrypted_tokens)
    assert Activity.objects.count() == COUNT
    assert not Job.objects.exists()


def test_a_switched_off_application_leaves_the_grant_alone(athlete: Athlete) -> None:
    athlete.fail("inactive")
    before = bytes(connection().encrypted_tokens)
    run_jobs()
    assert connection().state == "unavailable"
    assert bytes(connection().encrypted_tokens) == before
    start_pull(connection(), Pull.Kind.NOW)
    run_jobs()
    assert connection().state == "connected"
    assert Activity.objects.count() == COUNT


def test_an_activity_without_a_date_is_counted_as_unreadable(athlete: Athlete) -> None:
    athlete.fail("no_date")
    run_jobs()
    pull = Pull.objects.get()
    assert Activity.objects.count() == COUNT - pull.unreadable_count
    assert pull.unreadable_count >= 1
    assert pull.ended_at


def test_a_name_of_ten_kilobytes_is_cut(athlete: Athlete) -> None:
    athlete.fail("huge_name")
    run_jobs()
    names = Activity.objects.exclude(name=None).values_list("name", flat=True)
    assert Activity.objects.count() == COUNT
    assert max(map(len, names)) == MAX_TEXT_LENGTH
