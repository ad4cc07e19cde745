"""RideWithGPS's mapping reads the fields that it names, and nothing else."""

import json
from dataclasses import astuple
from datetime import UTC, datetime
from typing import Any

import pytest

from providers.payload import UnreadablePayload
from providers.ridewithgps.mapping import athlete_id_of, changes_of, gear_of, record_of

SENTINEL = "sentinel"

TRIP: dict[str, Any] = {
    "id": 219,
    "name": "Over the hills",
    "departed_at": "2026-05-10T08:31:12+02:00",
    "time_zone": "Europe/Vienna",
    "activity_type": "cycling:gravel",
    "fit_sport": 2,
    "fit_sub_sport": 46,
    "is_stationary": False,
    "distance": 40123,
    "duration": 6000,
    "moving_time": 5400,
    "elevation_gain": 512,
    "avg_speed": 26.7,
    "avg_hr": 141,
    "device": "Garmin Edge 840",
    "gear": {"id": 5, "make": "Mill", "model": "Wheel"},
}
OLDER: dict[str, Any] = {name: TRIP[name] for name in ("id", "name", "fit_sport", "fit_sub_sport", "distance")} | {
    "departed_at": "2026-05-10T06:31:12Z",
    "time_zone": "Europe/Vienna",
    "utc_offset": 7200,
    "gear_id": 5,
}

TOO_MUCH: dict[str, Any] = {
    **dict.fromkeys(
        ("first_lat", "first_lng", "last_lat", "last_lng", "sw_lat", "sw_lng", "ne_lat", "ne_lng"), SENTINEL
    ),
    **dict.fromkeys(("locality", "administrative_area", "country_code", "description", "track_id"), SENTINEL),
    "track_points": [{"x": SENTINEL, "y": SENTINEL, "e": SENTINEL}],
    "photos": [{"caption": SENTINEL, "lat": SENTINEL}],
    "user": {"email": SENTINEL},
    "visibility": "private",
    "something_of_next_year": SENTINEL,
}


def test_a_trip_becomes_a_record() -> None:
    record = record_of(TRIP)
    assert (record.provider, record.provider_id, record.name) == ("ridewithgps", "219", "Over the hills")
    assert (record.sport, record.sport_raw) == ("gravel_ride", "cycling:gravel")
    assert record.started_at == datetime(2026, 5, 10, 6, 31, 12, tzinfo=UTC)
    assert record.utc_offset_s == 7200
    assert (record.elapsed_s, record.moving_s, record.timer_s) == (6000, 5400, None)
    assert (record.distance_m, record.elevation_gain_m) == (40123, 512)
    assert (record.gear_id, record.gear_label, record.device) == ("5", "Mill Wheel", "Garmin Edge 840")
    assert (record.average_hr_bpm, record.average_temperature_c) == (141, None)
    assert record.flags == frozenset()


def test_a_trip_of_the_older_calls_has_the_same_start_and_the_id_of_its_gear() -> None:
    record = record_of(OLDER)
    assert (record.started_at, record.utc_offset_s) == (record_of(TRIP).started_at, 7200)
    assert (record.sport, record.sport_raw) == ("gravel_ride", "2/46")
    assert (record.gear_id, record.gear_label) == ("5", None)


def test_other_fields_are_not_read() -> None:
    assert SENTINEL in json.dumps(TOO_MUCH)
    record = record_of(TRIP | TOO_MUCH)
    assert record == record_of(TRIP)
    assert SENTINEL not in repr(astuple(record))


@pytest.mark.parametrize("visibility", ["public", "friends_only", "private", 0, 1, 2, None])
def test_what_others_may_see_changes_nothing(visibility: Any) -> None:
    assert record_of(TRIP | {"visibility": visibility}) == record_of(TRIP)


@pytest.mark.parametrize(
    ("departed_at", "time_zone", "utc_offset", "expected"),
    [
        ("2026-05-10T06:31:12Z", "Europe/Vienna", None, 7200),
        ("2026-01-10T06:31:12Z", "Europe/Vienna", None, 3600),
        ("2026-01-10T06:31:12Z", "Asia/Kathmandu", None, 20700),
        ("2026-05-10T06:31:12Z", "Europe/Vienna", 3600, 7200),
        ("2026-05-10T02:31:12-04:00", "US Eastern", None, -14400),
        ("2026-05-10T02:31:12-0330", "", None, -12600),
        ("2026-05-10T06:31:12Z", "US Eastern", -14400, -14400),
        ("2026-05-10T06:31:12Z", "../../etc/passwd", None, None),
        ("2026-05-10T06:31:12Z", 5, None, None),
        ("2026-05-10T06:31:12Z", None, None, None),
    ],
)
def test_local_time_is_that_of_the_zone_or_else_what_the_trip_says(
    departed_at: str, time_zone: Any, utc_offset: Any, expected: int | None
) -> None:
    trip = TRIP | {"departed_at": departed_at, "time_zone": time_zone, "utc_offset": utc_offset}
    assert record_of(trip).utc_offset_s == expected


@pytest.mark.parametrize(
    ("fit", "own", "sport"),
    [
        ((2, 46), "cycling:road", "gravel_ride"),
        ((2, 6), "cycling:generic", "indoor_ride"),
        ((1, None), None, "run"),
        ((None, None), "walking:hiking", "hike"),
        ((2, 200), "cycling:mountain", "mountain_bike_ride"),
        ((2, 200), "cycling:of_next_year", "ride"),
        ((0, 0), "running:trail", "trail_run"),
        ((254, 254), None, "other"),
        ((-1, 1e300), "cycling:gravel", "gravel_ride"),
        (("2", True), "swimming:lap", "swim"),
        ((None, None), "cycling:of_next_year", "other"),
        ((None, None), None, "other"),
    ],
)
def test_the_numbers_of_the_fit_file_decide_the_sport_before_the_platforms_word(
    fit: tuple[Any, Any], own: Any, sport: str
) -> None:
    trip = TRIP | {"fit_sport": fit[0], "fit_sub_sport": fit[1], "activity_type": own}
    assert record_of(trip).sport == sport


def test_an_indoor_trip_is_marked_and_climbs_nothing() -> None:
    record = record_of(TRIP | {"is_stationary": True, "elevation_gain": 0.0})
    assert (record.flags, record.elevation_gain_m) == ({"trainer"}, None)
    assert record_of(TRIP | {"is_stationary": "yes"}).flags == frozenset()


@pytest.mark.parametrize(
    ("moving", "duration", "expected"),
    [(0, 3600, None), (3601, 3600, None), (-5, 3600, None), (3600, 3600, 3600), (1800, 3618, 1800), (1, None, 1)],
)
def test_the_duration_is_the_elapsed_time_and_a_longer_moving_time_is_not_given(
    moving: Any, duration: Any, expected: Any
) -> None:
    record = record_of(TRIP | {"moving_time": moving, "duration": duration})
    assert (record.moving_s, record.elapsed_s) == (expected, duration)


@pytest.mark.parametrize(("stated", "expected"), [(0, None), (1, None), (255, None), (2, 2), (254, 254), ("90", None)])
def test_a_heart_rate_that_devices_write_without_a_sensor_is_not_given(stated: Any, expected: Any) -> None:
    assert record_of(TRIP | {"avg_hr": stated}).average_hr_bpm == expected


@pytest.mark.parametrize(
    "change",
    [
        {"id": None},
        {"id": "219"},
        {"id": True},
        {"id": -1},
        {"departed_at": None},
        {"departed_at": "yesterday"},
        {"departed_at": "2026-05-10"},
        {"departed_at": "2026-05-10T08:31:12"},
        {"departed_at": "0001-01-01T00:00:00Z"},
        {"departed_at": "0001-01-01T00:00:00+09:00"},
        {"duration": 1e12},
        {"utc_offset": 1e300, "time_zone": None},
    ],
)
def test_an_unreadable_trip_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(UnreadablePayload):
        record_of(TRIP | change)


@pytest.mark.parametrize("content", ["a trip", None, [], 5, {}])
def test_what_is_no_trip_is_refused(content: Any) -> None:
    with pytest.raises(UnreadablePayload):
        record_of(content)


@pytest.mark.parametrize("value", ["x", [], {}, None, True, float("nan"), float("inf")])
@pytest.mark.parametrize(
    "name", ["distance", "duration", "moving_time", "utc_offset", "elevation_gain", "fit_sport", "gear", "gear_id"]
)
def test_a_value_of_another_type_is_not_given(name: str, value: Any) -> None:
    assert record_of(TRIP | {name: value}).provider_id == "219"


def change(action: str, trip: Any, **fields: Any) -> dict[str, Any]:
    return {"item_type": "trip", "item_id": trip, "item_user_id": 7, "action": action} | fields


def test_the_last_change_of_each_own_trip_counts() -> None:
    items = [
        *(change("created", 1), change("updated", 2), change("deleted", 2), change("deleted", 3), change("created", 3)),
        *(change("added", 4), change("removed", 5), change("updated", 6, item_user_id=8), change("deleted", None)),
        *(change("updated", 9, item_type="route"), change("updated", "10"), change("renamed", 11), "updated", None),
    ]
    changes = changes_of({"items": items, "meta": {"rwgps_datetime": "2026-05-10T08:00:00+00:00"}}, "7")
    assert (changes.changed_ids, changes.deleted_ids) == ({"1", "3"}, {"2"})
    assert changes.until == datetime(2026, 5, 10, 8, tzinfo=UTC)


@pytest.mark.parametrize("meta", [None, {}, {"rwgps_datetime": "today"}, {"rwgps_datetime": "2026-05-10T08:00:00"}])
def test_a_feed_without_the_instant_that_follows_is_refused(meta: Any) -> None:
    with pytest.raises(UnreadablePayload):
        changes_of({"items": [], "meta": meta}, "7")


def test_gear_is_named_by_its_nickname_or_else_by_who_made_it() -> None:
    assert gear_of({"id": 5, "nickname": "Rosi", "make": "Mill", "model": "Wheel"}).label == "Rosi"
    assert gear_of({"id": 5, "make": "Mill", "model": None}).label == "Mill"
    assert gear_of({"id": 5}).label == "5"
    for content in (None, {}, {"id": "b1/../../x"}, {"id": 0}):
        with pytest.raises(UnreadablePayload):
            gear_of(content)


def test_a_token_response_names_the_athlete() -> None:
    assert athlete_id_of({"user_id": 7}) == "7"
    for content in (None, {}, {"user_id": "7"}, {"user_id": 0}):
        with pytest.raises(UnreadablePayload):
            athlete_id_of(content)
