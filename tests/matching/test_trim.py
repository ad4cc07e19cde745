"""What a platform has not confirmed for as long as its rules allow is trimmed to its id and its link."""

from datetime import timedelta

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.jobs.models import Job
from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import Activity
from matching.models import Member, TrimmedActivity, Workout
from matching.services.retention import schedule_trims
from providers.models import Connection
from providers.registry import PLATFORMS
from tests.matching.connected import came, confirmed_ago, connection, record
from tests.matching.factories import HOUR
from tests.matching.stored import row
from tests.run_jobs import run_jobs
from tests.write_back.factories import create_write_back

pytestmark = pytest.mark.postgres

DAY = timedelta(days=1)
KEPT = PLATFORMS["strava"].retention or DAY


@pytest.fixture
def strava(as_alice: Account) -> Connection:
    return connection()


def an_hour_passes() -> None:
    """What the timetable does in it, and the work that it asks for."""
    schedule_trims()
    run_jobs()


def test_what_was_not_confirmed_for_seven_days_goes_and_what_was_stays(strava):
    old, fresh = came(record(name="Old"), record(at=400 * HOUR, name="Fresh"))
    confirmed_ago(KEPT + timedelta(minutes=1), old)
    confirmed_ago(KEPT - timedelta(minutes=5), fresh)
    old.refresh_from_db()
    an_hour_passes()
    assert Activity.objects.get() == fresh
    left = TrimmedActivity.objects.get()
    assert (left.connection, left.provider_id, left.confirmed_at) == (strava, old.provider_id, old.confirmed_at)


def test_nothing_of_it_but_its_id_is_kept(strava):
    kept = {field.name for field in TrimmedActivity._meta.concrete_fields}
    assert kept == {"id", "owner", "connection", "workout", "provider_id", "confirmed_at"}


def test_what_is_left_is_matched_again_and_its_workout_keeps_the_link(strava):
    here, there = came(record("garmin", name="Hills"), record(at=5, name="Morning Ride"))
    workout = Workout.objects.get()
    assert workout.has_differences
    confirmed_ago(8 * DAY, there)
    an_hour_passes()
    workout.refresh_from_db()
    assert (workout.leader, workout.has_differences) == (here, False)
    assert TrimmedActivity.objects.get().workout == workout


def test_a_workout_that_nobody_else_has_goes_whole(strava):
    twice = came(record(), record(at=20))
    assert Workout.objects.count() == 1
    confirmed_ago(8 * DAY, *twice)
    an_hour_passes()
    assert not Workout.objects.exists()
    assert not Member.objects.exists()
    assert set(TrimmedActivity.objects.values_list("workout", flat=True)) == {None}


def test_pulled_again_it_is_whole_again(strava):
    said = record(name="Hills")
    confirmed_ago(8 * DAY, *came(record("garmin"), said))
    an_hour_passes()
    assert TrimmedActivity.objects.exists()
    came(said)
    assert not TrimmedActivity.objects.exists()
    assert Member.objects.filter(workout=Workout.objects.get()).count() == 2


def test_another_activity_brings_no_link_back(strava):
    confirmed_ago(8 * DAY, *came(record(provider_id="1")))
    an_hour_passes()
    came(record("garmin", provider_id="1"), record(at=400 * HOUR, provider_id="2"))
    assert TrimmedActivity.objects.get().provider_id == "1"


def test_files_and_providers_without_such_a_rule_are_kept(as_alice):
    connection("garmin")
    long_ago = timezone.now() - 900 * DAY
    row("file", origin="file", confirmed_at=long_ago)
    row("garmin", confirmed_at=long_ago)
    row("strava", origin="archive", confirmed_at=long_ago)
    connection()
    schedule_trims()
    assert not Job.objects.exists()
    assert Activity.objects.count() == 3


def test_a_connection_with_nothing_overdue_is_asked_for_nothing(strava):
    came(record())
    schedule_trims()
    assert not Job.objects.exists()


def test_asking_twice_is_one_job(strava):
    confirmed_ago(8 * DAY, *came(record()))
    schedule_trims()
    schedule_trims()
    job = Job.objects.get()
    assert (job.kind, job.provider, job.dedup_key) == ("trim", "strava", str(strava.pk))


def test_many_go_parcel_by_parcel(strava, monkeypatch):
    monkeypatch.setattr("matching.services.retention.BATCH_SIZE", 2)
    confirmed_ago(8 * DAY, *came(*(record(at=day * 24 * HOUR) for day in range(5))))
    schedule_trims()
    assert run_jobs() == 3
    assert not Activity.objects.exists()
    assert TrimmedActivity.objects.count() == 5


def test_a_parcel_asks_as_often_for_many_as_for_a_few(strava):
    def asked(days: range) -> int:
        confirmed_ago(8 * DAY, *came(*(record(at=day * 24 * HOUR) for day in days)))
        schedule_trims()
        with CaptureQueriesContext(database) as queries:
            run_jobs()
        return len(queries)

    assert asked(range(2)) == asked(range(100, 200))


def test_a_disconnected_platform_has_nothing_to_trim(strava):
    confirmed_ago(8 * DAY, *came(record()))
    schedule_trims()
    strava.delete()
    run_jobs()
    assert not TrimmedActivity.objects.exists()
    assert not Job.objects.exists()


def test_each_account_loses_only_its_own(alice, mallory):
    for account in (alice, mallory):
        with owner_scope(account):
            connection()
            came(record(provider_id="1"))
    confirmed_ago_of(alice)
    an_hour_passes()
    with owner_scope(alice):
        assert not Activity.objects.exists()
        assert TrimmedActivity.objects.count() == 1
    with owner_scope(mallory):
        assert Activity.objects.count() == 1
        assert not TrimmedActivity.objects.exists()


def confirmed_ago_of(account: Account) -> None:
    with owner_scope(account):
        confirmed_ago(8 * DAY, *Activity.objects.all())


def test_what_stood_there_before_a_write_back_goes_after_seven_days_and_undo_with_it(strava):
    ended = timezone.now() - KEPT - timedelta(minutes=1)
    told = {"connection": strava, "field": "name", "expected_before": "Morning Ride", "desired_after": "Hills"}
    old = create_write_back(**told, provider_id="1", state="done", ended_at=ended)
    fresh = create_write_back(**told, provider_id="2", state="done", ended_at=ended + DAY)
    open_one = create_write_back(**told, provider_id="3")
    assert old.can_be_undone
    an_hour_passes()
    for one, before in ((old, ""), (fresh, "Morning Ride"), (open_one, "Morning Ride")):
        one.refresh_from_db()
        assert (one.expected_before, one.desired_after) == (before, "Hills")
    assert not old.can_be_undone
    assert fresh.can_be_undone
