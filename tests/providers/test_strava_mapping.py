"""Strava's mapping reads the fields that it names, and nothing else."""

import json
from dataclasses import astuple
from datetime import UTC, datetime
from typing import Any

import pytest

from activities.record import MAX_TEXT_LENGTH
from providers.payload import UnreadablePayload
from providers.strava.mapping import gear_of, record_of

SENTINEL = "sentinel"

RIDE: dict[str, Any] = {
    "id": 12345678901,
    "name": "Over the hills",
    "distance": 40123.4,
    "moving_time": 5400,
    "elapsed_time": 6000,
    "total_elevation_gain": 512.0,
    "type": "Ride",
    "sport_type": "GravelRide",
    "start_date": "2026-05-10T06:31:12Z",
    "start_date_local": "2026-05-10T08:31:12Z",
    "timezone": "(GMT+01:00) Europe/Vienna",
    "utc_offset": 7200.0,
    "gear_id": "b123",
    "device_name": "Garmin Edge 840",
    "average_heartrate": 141.3,
    "average_temp": 17,
    "trainer": False,
    "manual": False,
}

TOO_MUCH: dict[str, Any] = {
    "start_latlng": [48.2, SENTINEL],
    "end_latlng": [48.2, SENTINEL],
    "map": {"id": SENTINEL, "polyline": SENTINEL, "summary_polyline": SENTINEL},
    "location_city": SENTINEL,
    "location_country": SENTINEL,
    "description": SENTINEL,
    "laps": [{"name": SENTINEL}],
    "segment_efforts": [{"name": SENTINEL}],
    "photos": {"primary": {"urls": {"100": SENTINEL}}},
    "athlete": {"id": 1, "email": SENTINEL, "city": SENTINEL},
    "streams": {"latlng": [SENTINEL]},
    "external_id": SENTINEL,
    "upload_id_str": SENTINEL,
    "something_of_next_year": SENTINEL,
}


def ride_without(*names: str, **changes: Any) -> dict[str, Any]:
    return {name: value for name, value in RIDE.items() if name not in names} | changes


def test_an_activity_becomes_a_record() -> None:
    record = record_of(RIDE)
    assert (record.provider, record.provider_id, record.name) == ("strava", "12345678901", "Over the hills")
    assert (record.sport, record.sport_raw) == ("gravel_ride", "GravelRide")
    assert record.started_at == datetime(2026, 5, 10, 6, 31, 12, tzinfo=UTC)
    assert record.utc_offset_s == 7200
    assert (record.elapsed_s, record.moving_s, record.timer_s) == (6000, 5400, None)
    assert (record.distance_m, record.elevation_gain_m) == (40123.4, 512)
    assert (record.gear_id, record.gear_label, record.device) == ("b123", None, "Garmin Edge 840")
    assert (record.average_hr_bpm, record.average_temperature_c) == (141.3, 17)
    assert record.flags == frozenset()


def test_other_fields_are_not_read() -> None:
    assert SENTINEL in json.dumps(TOO_MUCH)
    record = record_of(RIDE | TOO_MUCH)
    assert record == record_of(RIDE)
    assert SENTINEL not in repr(astuple(record))


def test_a_hidden_start_is_a_flag() -> None:
    record = record_of(RIDE | {"start_date": "2026-05-09T22:00:01Z", "start_date_local": "2026-05-10T00:00:01Z"})
    assert record.flags == {"hidden_time"}


def test_trainer_and_manual_are_flags() -> None:
    assert record_of(RIDE | {"trainer": True, "manual": True}).flags == {"trainer", "manual"}
    assert record_of(RIDE | {"trainer": "yes", "manual": 1}).flags == frozenset()


def test_an_unknown_sport_is_other_and_keeps_its_word() -> None:
    assert record_of(ride_without("sport_type")).sport == "ride"
    record = record_of(RIDE | {"sport_type": "UnderwaterChess"})
    assert (record.sport, record.sport_raw) == ("other", "UnderwaterChess")


@pytest.mark.parametrize(
    ("moving", "elapsed", "expected"),
    [(0, 3600, None), (3601, 3600, None), (-5, 3600, None), (3600, 3600, 3600), (3599, None, 3599), (1, 3600, 1)],
)
def test_a_moving_time_of_zero_or_beyond_the_elapsed_time_is_not_given(
    moving: Any, elapsed: Any, expected: Any
) -> None:
    record = record_of(RIDE | {"moving_time": moving, "elapsed_time": elapsed})
    assert (record.moving_s, record.elapsed_s) == (expected, elapsed)


def test_a_distance_or_heart_rate_of_zero_is_not_given() -> None:
    record = record_of(RIDE | {"distance": 0.0, "average_heartrate": 0, "average_temp": 0})
    assert (record.distance_m, record.average_hr_bpm, record.average_temperature_c) == (None, None, 0)


@pytest.mark.parametrize(("stated", "expected"), [(1, None), (255, None), (2, 2), (254, 254), (-1, None), (300, None)])
def test_a_heart_rate_that_devices_write_without_a_sensor_is_not_given(stated: Any, expected: Any) -> None:
    assert record_of(RIDE | {"average_heartrate": stated}).average_hr_bpm == expected


@pytest.mark.parametrize(
    "content",
    [
        "an activity",
        None,
        [],
        ride_without("id"),
        ride_without(id="123"),
        ride_without(id=True),
        ride_without(id=-1),
        ride_without("start_date"),
        ride_without(start_date=None),
        ride_without(start_date="yesterday"),
        ride_without(start_date="2026-02-30T00:00:00Z"),
        ride_without(start_date="0001-01-01T00:00:00Z"),
        ride_without(utc_offset=1e300),
        ride_without(elapsed_time=1e12),
    ],
)
def test_an_unreadable_activity_is_refused(content: Any) -> None:
    with pytest.raises(UnreadablePayload):
        record_of(content)


@pytest.mark.parametrize("value", ["x", [], {}, None, True, float("nan"), float("inf")])
@pytest.mark.parametrize("name", ["distance", "elapsed_time", "average_temp", "utc_offset", "total_elevation_gain"])
def test_a_value_that_is_no_number_is_not_given(name: str, value: Any) -> None:
    assert record_of(RIDE | {name: value}).provider_id == "12345678901"


@pytest.mark.parametrize(
    ("external_id", "started_at", "stated_ids"),
    [
        ("garmin_push_9388112345", "2022-08-16T06:31:12Z", (("garmin", "9388112345"),)),
        ("garmin_push_9388112345", "2022-08-18T00:00:00Z", ()),
        ("garmin_ping_228112345678", "2022-08-16T06:31:12Z", ()),
        ("garmin_push_", "2022-08-16T06:31:12Z", ()),
        ("garmin_push_93881.fit", "2022-08-16T06:31:12Z", ()),
        ("garmin_push_٣٤٥", "2022-08-16T06:31:12Z", ()),
        ("garmin_push_12345678901234567890", "2022-08-16T06:31:12Z", ()),
        ("2022-08-16-06-31-12.fit", "2022-08-16T06:31:12Z", ()),
        (9388112345, "2022-08-16T06:31:12Z", ()),
        (None, "2022-08-16T06:31:12Z", ()),
    ],
)
def test_an_upload_from_garmin_states_the_activitys_id_there_until_strava_got_other_numbers(
    external_id: Any, started_at: str, stated_ids: Any
) -> None:
    assert record_of(RIDE | {"external_id": external_id, "start_date": started_at}).stated_ids == stated_ids


def test_a_long_name_with_markup_is_cut_and_cleaned() -> None:
    record = record_of(RIDE | {"name": "<script>alert(1)</script>\x00\u202e" * 500})
    assert record.name
    assert len(record.name) <= MAX_TEXT_LENGTH
    assert "\x00" not in record.name
    assert "\u202e" not in record.name


def test_a_gear_id_that_is_no_id_is_refused() -> None:
    assert record_of(RIDE | {"gear_id": "../athlete"}).gear_id is None
    assert gear_of({"id": "g9", "name": "Old shoes"}).label == "Old shoes"
    for content in (None, {}, {"id": "b1/../../x"}, {"id": 5}):
        with pytest.raises(UnreadablePayload):
            gear_of(content)
