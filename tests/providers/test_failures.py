"""Bad answers from outside end in a state and a sentence, and lose nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.jobs.models import Job
from accounts.models import Account
from activities.models import Activity
from activities.record import MAX_TEXT_LENGTH
from providers.models import Connection, Pull, RateLimitWindow
from providers.sandbox.server import Sandbox
from providers.services.start_pull import start_pull
from tests.providers.factories import Athlete, connected, pulled
from tests.run_jobs import run_jobs

pytestmark = pytest.mark.postgres

COUNT = 30


@pytest.fixture
def athlete(sandbox: Sandbox, as_alice: Account) -> Athlete:
    return connected(sandbox, "demo", COUNT)


def fail(athlete: Athlete, fault: str, calls: tuple[str, ...] = ("list",), **more: float) -> None:
    athlete.sandbox.database.faults.add(athlete.code, fault, calls, **more)  # type: ignore[arg-type]


def connection() -> Connection:
    return Connection.objects.get()


def try_again() -> None:
    """The waiting job's time has come."""
    Job.objects.update(not_before=timezone.now() - timedelta(seconds=1))
    RateLimitWindow.objects.update(full_until=timezone.now() - timedelta(seconds=1))
    run_jobs()


@pytest.mark.parametrize(
    ("fault", "code"), [("500", "status"), ("html", "garbled"), ("half_json", "garbled"), ("lost_reply", "no_answer")]
)
def test_an_answer_that_cannot_be_used_is_asked_for_again(athlete: Athlete, fault: str, code: str) -> None:
    fail(athlete, fault)
    run_jobs()
    assert connection().last_error == code
    assert connection().state == "connected"
    assert Job.objects.get().state == "queued"
    try_again()
    assert Activity.objects.count() == COUNT
    assert connection().last_error == ""


def test_no_answer_in_time_is_asked_for_again(athlete: Athlete, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("providers.http.TIMEOUT_S", (1, 0.3))
    fail(athlete, "timeout", seconds=2)
    run_jobs()
    assert connection().last_error == "timeout"
    try_again()
    assert Activity.objects.count() == COUNT


def test_after_five_tries_it_stops_and_goes_on_when_somebody_wants_it(athlete: Athlete) -> None:
    fail(athlete, "500", times=5)
    for _ in range(5):
        try_again()
    assert Job.objects.get().state == "stopped"
    assert Pull.objects.get().ended_at is None
    start_pull(connection(), Pull.Kind.NOW)
    run_jobs()
    assert Activity.objects.count() == COUNT


def test_a_full_window_is_waited_for_without_using_up_tries(athlete: Athlete) -> None:
    fail(athlete, "429", times=7)
    for _ in range(7):
        try_again()
        job = Job.objects.get()
        assert (job.state, job.attempts) == ("queued", 0)
        assert job.not_before == connection().waiting_until > timezone.now()
    try_again()
    assert Activity.objects.count() == COUNT
    assert connection().waiting_until is None


def test_nobody_asks_while_the_window_of_the_install_is_full(athlete: Athlete) -> None:
    RateLimitWindow.objects.create(registration_name="sandbox", full_until=timezone.now() + timedelta(minutes=5))
    run_jobs()
    assert athlete.reads() == 0
    assert Job.objects.get().not_before > timezone.now() + timedelta(minutes=4)


def test_a_revoked_grant_needs_reconnecting_and_keeps_what_there_is(sandbox: Sandbox, as_alice: Account) -> None:
    athlete = pulled(sandbox, "demo", COUNT)
    fail(athlete, "revoked")
    start_pull(athlete.connection, Pull.Kind.NOW)
    run_jobs()
    assert connection().state == "reconnect"
    assert bytes(connection().encrypted_tokens)
    assert Activity.objects.count() == COUNT
    assert not Job.objects.exists()


def test_an_application_that_is_switched_off_is_nobodys_fault(athlete: Athlete) -> None:
    fail(athlete, "inactive")
    before = bytes(connection().encrypted_tokens)
    run_jobs()
    assert connection().state == "unavailable"
    assert bytes(connection().encrypted_tokens) == before
    start_pull(connection(), Pull.Kind.NOW)
    run_jobs()
    assert connection().state == "connected"
    assert Activity.objects.count() == COUNT


def test_an_activity_without_a_date_is_left_out_and_said(athlete: Athlete) -> None:
    fail(athlete, "no_date")
    run_jobs()
    pull = Pull.objects.get()
    assert Activity.objects.count() == COUNT - pull.unreadable_count
    assert pull.unreadable_count >= 1
    assert pull.ended_at


def test_a_name_of_ten_kilobytes_is_cut_and_cleaned(athlete: Athlete) -> None:
    fail(athlete, "huge_name")
    run_jobs()
    names = Activity.objects.exclude(name=None).values_list("name", flat=True)
    assert Activity.objects.count() == COUNT
    assert max(map(len, names)) == MAX_TEXT_LENGTH
