"""Activities that a platform has not confirmed in time are trimmed to id and link."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.jobs.models import Job
from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import Activity
from matching.models import Member, TrimmedActivity, Workout, WriteBack
from matching.services.retention import schedule_trims
from providers.models import Connection
from providers.registry import PLATFORMS
from tests.matching.connections import build_record, create_connection, set_confirmed_ago, store_records
from tests.matching.factories import HOUR
from tests.matching.tables import create_activity
from tests.queries import count_queries
from tests.run_jobs import run_jobs
from tests.write_back.factories import create_write_back

pytestmark = pytest.mark.postgres

DAY = timedelta(days=1)
RETENTION = PLATFORMS["strava"].retention or DAY


@pytest.fixture
def strava(as_alice: Account) -> Connection:
    return create_connection()


def run_trims() -> None:
    """Runs the periodic task and the jobs that it enqueues."""
    schedule_trims()
    run_jobs()


def test_only_unconfirmed_activities_are_trimmed(strava):
    old, fresh = store_records(build_record(name="Old"), build_record(at=400 * HOUR, name="Fresh"))
    set_confirmed_ago(RETENTION + timedelta(minutes=1), old)
    set_confirmed_ago(RETENTION - timedelta(minutes=5), fresh)
    old.refresh_from_db()
    run_trims()
    assert Activity.objects.get() == fresh
    left = TrimmedActivity.objects.get()
    assert (left.connection, left.provider_id, left.confirmed_at) == (strava, old.provider_id, old.confirmed_at)


def test_a_trimmed_activity_has_no_column_but_ids_and_confirmation(strava):
    names = {field.name for field in TrimmedActivity._meta.concrete_fields}
    assert names == {"id", "owner", "connection", "workout", "provider_id", "confirmed_at"}


def test_the_rest_of_a_workout_is_matched_again_and_keeps_the_link(strava):
    garmin, strava_activity = store_records(
        build_record("garmin", name="Hills"), build_record(at=5, name="Morning Ride")
    )
    workout = Workout.objects.get()
    assert workout.has_differences
    set_confirmed_ago(8 * DAY, strava_activity)
    run_trims()
    workout.refresh_from_db()
    assert (workout.leader, workout.has_differences) == (garmin, False)
    assert TrimmedActivity.objects.get().workout == workout


def test_a_workout_without_other_activities_is_deleted(strava):
    twice = store_records(build_record(), build_record(at=20))
    assert Workout.objects.count() == 1
    set_confirmed_ago(8 * DAY, *twice)
    run_trims()
    assert not Workout.objects.exists()
    assert not Member.objects.exists()
    assert set(TrimmedActivity.objects.values_list("workout", flat=True)) == {None}


def test_an_activity_that_is_pulled_again_loses_its_link(strava):
    record = build_record(name="Hills")
    set_confirmed_ago(8 * DAY, *store_records(build_record("garmin"), record))
    run_trims()
    assert TrimmedActivity.objects.exists()
    store_records(record)
    assert not TrimmedActivity.objects.exists()
    assert Member.objects.filter(workout=Workout.objects.get()).count() == 2


def test_other_activities_leave_the_link_alone(strava):
    set_confirmed_ago(8 * DAY, *store_records(build_record(provider_id="1")))
    run_trims()
    store_records(build_record("garmin", provider_id="1"), build_record(at=400 * HOUR, provider_id="2"))
    assert TrimmedActivity.objects.get().provider_id == "1"


def test_files_archives_and_providers_without_retention_are_kept(as_alice):
    create_connection("garmin")
    long_ago = timezone.now() - 900 * DAY
    create_activity("file", origin="file", confirmed_at=long_ago)
    create_activity("garmin", confirmed_at=long_ago)
    create_activity("strava", origin="archive", confirmed_at=long_ago)
    create_connection()
    schedule_trims()
    assert not Job.objects.exists()
    assert Activity.objects.count() == 3


def test_a_connection_with_nothing_unconfirmed_gets_no_job(strava):
    store_records(build_record())
    schedule_trims()
    assert not Job.objects.exists()


def test_scheduling_twice_makes_one_job(strava):
    set_confirmed_ago(8 * DAY, *store_records(build_record()))
    schedule_trims()
    schedule_trims()
    job = Job.objects.get()
    assert (job.kind, job.provider, job.dedup_key) == ("trim", "strava", str(strava.pk))


def test_many_activities_are_trimmed_in_parts(strava, monkeypatch):
    monkeypatch.setattr("matching.services.retention.FIRST_PART_SIZE", 2)
    monkeypatch.setattr("matching.services.retention.MAX_PART_SIZE", 2)
    monkeypatch.setattr("matching.services.retention.MAX_STEP_S", 0.0)
    set_confirmed_ago(8 * DAY, *store_records(*(build_record(at=day * 24 * HOUR) for day in range(5))))
    schedule_trims()
    assert run_jobs() == 4  # the last one finds nothing
    assert not Activity.objects.exists()
    assert TrimmedActivity.objects.count() == 5


def test_a_batch_needs_as_many_queries_for_many_as_for_a_few(strava):
    def count_trim_queries(days: range) -> int:
        set_confirmed_ago(8 * DAY, *store_records(*(build_record(at=day * 24 * HOUR) for day in days)))
        schedule_trims()
        return count_queries(run_jobs)

    assert count_trim_queries(range(2)) == count_trim_queries(range(100, 110))


def test_a_disconnected_platform_has_nothing_to_trim(strava):
    set_confirmed_ago(8 * DAY, *store_records(build_record()))
    schedule_trims()
    strava.delete()
    run_jobs()
    assert not TrimmedActivity.objects.exists()
    assert not Job.objects.exists()


def test_only_the_own_activities_of_an_account_are_trimmed(alice, mallory):
    for account in (alice, mallory):
        with owner_scope(account):
            create_connection()
            store_records(build_record(provider_id="1"))
    set_all_confirmed_ago(alice)
    run_trims()
    with owner_scope(alice):
        assert not Activity.objects.exists()
        assert TrimmedActivity.objects.count() == 1
    with owner_scope(mallory):
        assert Activity.objects.count() == 1
        assert not TrimmedActivity.objects.exists()


def set_all_confirmed_ago(account: Account) -> None:
    with owner_scope(account):
        set_confirmed_ago(8 * DAY, *Activity.objects.all())


def test_the_value_from_before_a_write_back_is_trimmed_and_ends_undo(strava):
    ended = timezone.now() - RETENTION - timedelta(minutes=1)
    values: dict[str, Any] = {
        "connection": strava,
        "field": "name",
        "expected_before": "Morning Ride",
        "desired_after": "Hills",
    }
    old = create_write_back(**values, provider_id="1", state="done", ended_at=ended)
    fresh = create_write_back(**values, provider_id="2", state="done", ended_at=ended + DAY)
    unended = create_write_back(**values, provider_id="3")
    assert old.can_be_undone
    run_trims()
    for row, before in ((old, ""), (fresh, "Morning Ride"), (unended, "Morning Ride")):
        row.refresh_from_db()
        assert (row.expected_before, row.desired_after) == (before, "Hills")
    assert not WriteBack.objects.get(pk=old.pk).can_be_undone
    assert fresh.can_be_undone
