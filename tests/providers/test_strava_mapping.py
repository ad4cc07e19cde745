"""Strava's JSON becomes a record of what is named, and nothing else of it is looked at."""

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


def without(*names: str, **instead: Any) -> dict[str, Any]:
    return {name: value for name, value in RIDE.items() if name not in names} | instead


def test_what_is_kept_of_an_activity() -> None:
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


def test_nothing_else_crosses() -> None:
    assert SENTINEL in json.dumps(TOO_MUCH)
    record = record_of(RIDE | TOO_MUCH)
    assert record == record_of(RIDE)
    assert SENTINEL not in repr(astuple(record))


def test_a_hidden_start_is_a_flag() -> None:
    record = record_of(RIDE | {"start_date": "2026-05-09T22:00:01Z", "start_date_local": "2026-05-10T00:00:01Z"})
    assert record.flags == {"hidden_time"}


def test_on_a_trainer_and_by_hand() -> None:
    assert record_of(RIDE | {"trainer": True, "manual": True}).flags == {"trainer", "manual"}
    assert record_of(RIDE | {"trainer": "yes", "manual": 1}).flags == frozenset()


def test_the_old_word_for_the_sport_stands_in_and_an_unknown_one_is_kept() -> None:
    assert record_of(without("sport_type")).sport == "ride"
    record = record_of(RIDE | {"sport_type": "UnderwaterChess"})
    assert (record.sport, record.sport_raw) == ("other", "UnderwaterChess")


def test_no_distance_and_no_heart_are_not_given() -> None:
    record = record_of(RIDE | {"distance": 0.0, "average_heartrate": 0, "average_temp": 0})
    assert (record.distance_m, record.average_hr_bpm, record.average_temperature_c) == (None, None, 0)


@pytest.mark.parametrize(
    "told",
    [
        "an activity",
        None,
        [],
        without("id"),
        without(id="123"),
        without(id=True),
        without(id=-1),
        without("start_date"),
        without(start_date=None),
        without(start_date="yesterday"),
        without(start_date="2026-02-30T00:00:00Z"),
        without(start_date="0001-01-01T00:00:00Z"),
        without(utc_offset=1e300),
        without(elapsed_time=1e12),
    ],
)
def test_an_unreadable_activity_is_refused(told: Any) -> None:
    with pytest.raises(UnreadablePayload):
        record_of(told)


@pytest.mark.parametrize("value", ["x", [], {}, None, True, float("nan"), float("inf")])
@pytest.mark.parametrize("name", ["distance", "elapsed_time", "average_temp", "utc_offset", "total_elevation_gain"])
def test_a_figure_that_is_none_is_not_given(name: str, value: Any) -> None:
    assert record_of(RIDE | {name: value}).provider_id == "12345678901"


def test_a_name_of_ten_kilobytes_with_markup_is_cut() -> None:
    record = record_of(RIDE | {"name": "<script>alert(1)</script>\x00\u202e" * 500})
    assert record.name
    assert len(record.name) <= MAX_TEXT_LENGTH
    assert "\x00" not in record.name
    assert "\u202e" not in record.name


def test_gear_that_could_lead_elsewhere_is_none() -> None:
    assert record_of(RIDE | {"gear_id": "../athlete"}).gear_id is None
    assert gear_of({"id": "g9", "name": "Old shoes"}).label == "Old shoes"
    for told in (None, {}, {"id": "b1/../../x"}, {"id": 5}):
        with pytest.raises(UnreadablePayload):
            gear_of(told)
