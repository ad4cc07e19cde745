"""`store_activities` stores each activity once, with its local date."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from accounts.jobs.services.enqueue import enqueue
from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import Activity
from activities.record import FLAGS, ActivityRecord, parse_stated_ids
from activities.services.store import store_activities
from tests.run_jobs import run_jobs

pytestmark = pytest.mark.postgres

RECORD = ActivityRecord(
    provider="somewhere",
    provider_id="1",
    name="Three passes",
    sport="ride",
    sport_raw="cycling/road",
    started_at=datetime(2026, 5, 10, 22, 30, tzinfo=UTC),
    elapsed_s=3600.0,
    moving_s=3500.0,
    timer_s=3550.0,
    distance_m=25_000.0,
    elevation_gain_m=0.0,
    gear_id="b1",
    gear_label="Red bike",
    device="Edge 530",
    average_hr_bpm=139.0,
    average_temperature_c=-3.0,
    parent_id="p",
    leg=1,
    flags=frozenset(FLAGS),
    stated_ids=(("garmin", "9388112345"), ("elsewhere", "a-7:b")),
)


def store_records(*records: ActivityRecord) -> list[int]:
    with transaction.atomic():
        return store_activities(records, origin=Activity.Origin.API)


def test_a_stored_activity_equals_its_record(as_alice: Account) -> None:
    store_records(RECORD)
    assert Activity.objects.get().to_record() == RECORD


def test_zero_and_not_given_are_stored_apart(as_alice: Account) -> None:
    store_records(replace(RECORD, distance_m=0.0, elevation_gain_m=None))
    activity = Activity.objects.get()
    assert (activity.distance_m, activity.elevation_gain_m) == (0.0, None)


def test_the_same_provider_id_is_the_same_activity(as_alice: Account) -> None:
    first = store_records(RECORD)
    second = store_records(replace(RECORD, name="Renamed", flags=frozenset()))
    assert first == second
    activity = Activity.objects.get()
    assert (activity.name, activity.trainer) == ("Renamed", False)


def test_two_accounts_may_have_the_same_provider_id(alice: Account, mallory: Account) -> None:
    for account in (alice, mallory):
        with owner_scope(account):
            store_records(RECORD)
            assert Activity.objects.count() == 1


def test_the_local_date_follows_the_stated_offset_else_the_athletes_zone(as_alice: Account) -> None:
    store_records(RECORD, replace(RECORD, provider_id="2", utc_offset_s=-7200))
    days = dict(Activity.objects.values_list("provider_id", "local_date"))
    assert days == {"1": date(2026, 5, 11), "2": date(2026, 5, 10)}


def test_a_new_zone_changes_only_local_dates_without_a_stated_offset(as_alice: Account) -> None:
    store_records(RECORD, replace(RECORD, provider_id="2", utc_offset_s=7200))
    as_alice.time_zone = "America/New_York"
    as_alice.save()
    enqueue("activities.days")
    run_jobs()
    days = dict(Activity.objects.values_list("provider_id", "local_date"))
    assert days == {"1": date(2026, 5, 10), "2": date(2026, 5, 11)}


def test_text_from_outside_is_made_safe() -> None:
    record = replace(RECORD, name="  Cafe\u0301\x00\x1b[31m\n" + "x" * 300, device="\x07")
    assert record.name is not None
    assert record.name.startswith("Café [31m x")
    assert len(record.name) == 255
    assert record.device is None


def test_stated_ids_that_no_record_has_written_are_refused() -> None:
    assert parse_stated_ids("") == ()
    for text in ("garmin", "garmin:", ":5", "garmin:5 x"):
        with pytest.raises(ValueError, match="no stated ids"):
            parse_stated_ids(text)
