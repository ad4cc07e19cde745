"""The command `python -m tracekit pull` pulls everything now, and says why where it cannot."""

from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.jobs.lanes import Lane
from accounts.jobs.models import Job
from accounts.models import Account
from accounts.scope import owner_scope
from activities.calendar import Month
from activities.models import Activity
from activities.progress import progress_bar
from providers.models import Connection, Pull
from providers.sandbox.server import Sandbox
from providers.services.pull_spans import month_span, span_since
from providers.services.start_pull import OtherPullOpen, pull_span
from providers.strava.provider import Strava
from tests.providers.factories import Athlete, connected
from tests.run_jobs import run_jobs

pytestmark = pytest.mark.postgres


@pytest.fixture
def athlete(sandbox: Sandbox, alice: Account) -> Athlete:
    with owner_scope(alice):
        return connected(sandbox, "demo", 30)


def pull(*arguments: str) -> str:
    output = StringIO()
    call_command("pull", *arguments, stdout=output)
    return output.getvalue()


def test_the_command_pulls_to_the_end_and_prints_the_outcome(athlete: Athlete, alice: Account) -> None:
    assert pull() == "Strava: 30 new.\n"
    assert pull("--user", "alice@example.org") == "Strava: Nothing new.\n"
    with owner_scope(alice):
        assert Activity.objects.count() == 30
    assert athlete.writes() == 0


def test_the_command_fails_without_a_connection(alice: Account) -> None:
    with pytest.raises(CommandError, match="Nothing is connected"):
        pull()


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ("revoked", "Strava: Strava no longer accepts our access key"),
        ("429", "Waiting for Strava’s limit until"),
    ],
)
def test_the_command_says_what_only_time_or_a_person_can_help(
    athlete: Athlete, alice: Account, fault: str, message: str
) -> None:
    athlete.fail(fault)
    with pytest.raises(CommandError, match=message):
        pull()
    with owner_scope(alice):
        assert Connection.objects.get().pulls.get().ended_at is None


def month_starts() -> list[str]:
    """Returns the month of each stored activity."""
    return sorted(f"{activity.started_at:%Y-%m}" for activity in Activity.objects.all())


def delete_first_pull() -> None:
    """Deletes the pull that waits since the athlete connected."""
    Pull.objects.all().delete()
    Job.objects.all().delete()


def test_a_month_is_pulled_alone(sandbox: Sandbox, alice: Account) -> None:
    with owner_scope(alice):
        athlete = connected(sandbox, "demo", 120)
        delete_first_pull()
    starts = [activity.fixture.started_at for activity in athlete.sandbox.database.activities.for_athlete(athlete.code)]
    months = [f"{start:%Y-%m}" for start in starts]
    month = months[len(months) // 2]
    assert 0 < months.count(month) < len(months)
    pull("--provider", "strava", "--month", month)
    with owner_scope(alice):
        assert month_starts().count(month) == months.count(month)
        assert len(month_starts()) < len(months)
        span, connection = Pull.objects.get(), Connection.objects.get()
        assert (span.kind, connection.pulled_at, connection.full_pull_at) == ("span", None, None)


def test_what_began_since_a_day_is_pulled_alone(athlete: Athlete, alice: Account) -> None:
    with owner_scope(alice):
        delete_first_pull()
    starts = [activity.fixture.started_at for activity in athlete.sandbox.database.activities.for_athlete(athlete.code)]
    day = sorted(starts)[len(starts) // 2].date()
    pull("--since", f"{day}")
    with owner_scope(alice):
        stored = [activity.started_at.date() for activity in Activity.objects.all()]
        assert sum(start >= day for start in stored) == sum(start.date() >= day for start in starts)
        assert len(stored) < len(starts)
        connection = Connection.objects.get()
        assert connection.pulled_at
        assert connection.full_pull_at is None


def test_the_span_of_a_month_holds_what_began_in_it_in_any_time_zone() -> None:
    after, until = month_span(Month(2026, 5))
    assert after == datetime(2026, 4, 30, 10, tzinfo=UTC)
    assert until == datetime(2026, 6, 1, 12, tzinfo=UTC)
    assert span_since(date(2026, 5, 1)) == (after, None)


def test_an_open_pull_ends_before_the_span_is_pulled(athlete: Athlete, alice: Account) -> None:
    assert "new" in pull("--month", "2026-05")
    with owner_scope(alice):
        assert [pull.kind for pull in Pull.objects.order_by("pk")] == ["first", "span"]
        assert not Pull.objects.filter(ended_at=None).exists()


def test_another_open_pull_refuses_a_span_and_the_same_span_goes_on(athlete: Athlete, as_alice: Account) -> None:
    after, until = month_span(Month(2026, 5))
    with pytest.raises(OtherPullOpen):
        pull_span(athlete.connection, after, until)
    run_jobs()
    first = pull_span(athlete.connection, after, until)
    assert pull_span(athlete.connection, after, until) == first
    with pytest.raises(OtherPullOpen):
        pull_span(athlete.connection, after, None)
    assert Job.objects.get(kind="pull.span").lane == Lane.CLICK


def test_a_platform_without_dates_is_told_in_a_sentence(
    athlete: Athlete, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Strava, "can_list_by_date", False)
    with pytest.raises(CommandError, match="Nothing was synced"):
        pull("--month", "2026-05")
    assert "Strava can’t list activities by date." in capsys.readouterr().err
    assert pull() == "Strava: 30 new.\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--month", "2026-13"), "2026-13 is not a month such as 2026-05"),
        (("--month", ""), "is not a month"),
        (("--month", "9999-12"), "is not a month"),
        (("--since", "2026-02-30"), "2026-02-30 is not a day such as"),
        (("--since", "0001-01-01"), "is not a day"),
        (("--month", "2026-05", "--since", "2026-01-01"), "either --month or --since"),
    ],
)
def test_a_wrong_span_is_told_and_nothing_is_called(athlete: Athlete, arguments: tuple[str], message: str) -> None:
    before = athlete.reads()
    with pytest.raises(CommandError, match=message):
        pull(*arguments)
    assert athlete.reads() == before


def test_a_service_that_is_not_connected_is_told(alice: Account) -> None:
    with pytest.raises(CommandError, match="Strava is not connected"):
        pull("--provider", "strava")


def test_a_bar_shows_a_part_of_a_total_and_never_more() -> None:
    assert progress_bar(5, 20) == "[#####...............] 25 %"
    assert progress_bar(30, 20) == "[####################] 100 %"
    assert progress_bar(0, 0).endswith("100 %")
