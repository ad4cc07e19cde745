"""The bench of recorded answers notices what cannot be read, a wrong unit, and which fields are dropped."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from activities.record import ActivityRecord
from bench import recorded
from bench.recorded_answers.recorded_platform import RecordedPlatform
from bench.recorded_answers.ridewithgps import RIDEWITHGPS
from bench.recorded_answers.strava import STRAVA

RIDE: dict[str, Any] = {
    "resource_state": 2,
    "id": 5,
    "name": "Over the hills",
    "distance": 40_000.0,
    "moving_time": 5_000,
    "elapsed_time": 6_000,
    "average_speed": 8.0,
    "max_speed": 15.0,
    "type": "Ride",
    "sport_type": "GravelRide",
    "start_date": "2022-05-10T06:31:12Z",
    "start_date_local": "2022-05-10T08:31:12Z",
    "utc_offset": 7200.0,
    "gear_id": "b1",
    "external_id": "garmin_push_8801",
    "map": {"polyline": "sentinel"},
}
DETAIL = RIDE | {"id": 6, "resource_state": 3, "calories": 500.0, "device_name": "Edge"}

TRIP: dict[str, Any] = {
    "id": 7,
    "name": "Over the hills",
    "departed_at": "2022-05-10T08:31:12+02:00",
    "time_zone": "Europe/Vienna",
    "fit_sport": 2,
    "fit_sub_sport": 46,
    "is_stationary": False,
    "distance": 40_000,
    "moving_time": 5_000,
    "duration": 6_000,
    "avg_speed": 28.8,
    "avg_hr": 140,
    "min_hr": 90,
    "max_hr": 180,
    "track_type": "loop",
}
TRIP_DETAIL = TRIP | {
    "id": 8,
    "gear": {"id": 1, "make": "Mill", "model": "Wheel"},
    "device": "Edge",
    "track_points": [],
}
FEED: dict[str, Any] = {
    "items": [{"item_type": "trip", "item_id": 7, "item_user_id": 2, "action": "updated"}],
    "meta": {"rwgps_datetime": "2022-05-11T00:00:00Z"},
}


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    folder = tmp_path / "strava" / "client"
    folder.mkdir(parents=True)
    (folder / "list.json").write_text(json.dumps({"status": 200, "body": [RIDE]}))
    (folder / "detail.json").write_text(json.dumps({"body": DETAIL}))
    return tmp_path


@pytest.fixture
def trips(tmp_path: Path) -> Path:
    folder = tmp_path / "ridewithgps"
    folder.mkdir()
    pagination = {"pagination": {"record_count": 2}}
    (folder / "list.json").write_text(json.dumps({"trips": [TRIP], "meta": pagination}))
    (folder / "detail.json").write_text(json.dumps({"trip": TRIP_DETAIL}))
    (folder / "sync.json").write_text(json.dumps(FEED))
    return tmp_path


def test_clean_answers_end_with_status_0_and_dropped_fields_are_listed(
    answers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert recorded.main([str(answers)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "strava: read 2 activities"
    unread = {line.split()[0]: line.split(maxsplit=2)[1:] for line in lines if line.endswith(("only", "too"))}
    assert unread["map"] == ["2", "lists too"]
    assert unread["calories"] == ["1", "details only"]
    assert "distance" not in unread
    assert lines[-1].endswith("details only: device_name")
    assert "sentinel" not in "".join(lines)


def test_an_unreadable_activity_is_named_and_ends_with_status_1(
    answers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (answers / "strava" / "bad.json").write_text(json.dumps([RIDE | {"id": None}]))
    assert recorded.main([str(answers)]) == 1
    assert "activity in bad.json: UnreadablePayload" in capsys.readouterr().out


def test_answers_of_ridewithgps_are_read_with_their_feeds_and_totals(
    trips: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert recorded.main([str(trips)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "ridewithgps: read 2 activities, 1 gear, 1 totals, 1 change feeds"
    assert lines[-1].endswith("details only: device, gear")


def test_a_feed_that_lacks_a_trip_and_a_list_without_a_total_are_named(
    trips: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    without_id = [FEED["items"][0] | {"item_id": "7"}]
    (trips / "ridewithgps" / "sync.json").write_text(json.dumps(FEED | {"items": without_id}))
    (trips / "ridewithgps" / "list.json").write_text(json.dumps({"trips": [TRIP], "meta": {"pagination": {}}}))
    assert recorded.main([str(trips)]) == 1
    report = capsys.readouterr().out
    assert "change feeds in sync.json: ValueError" in report
    assert "totals in list.json: ValueError" in report


WRONG_VALUES = [
    *(("distance_m", 40.0), ("distance_m", 131_233.0), ("elapsed_s", 100.0), ("utc_offset_s", 2)),
    *(("sport", "run"), ("flags", frozenset({"trainer"})), ("gear_id", "2"), ("average_hr_bpm", 240.0)),
]


@pytest.mark.parametrize(("platform", "folder"), [(STRAVA, "strava"), (RIDEWITHGPS, "ridewithgps")])
@pytest.mark.parametrize(("field", "value"), WRONG_VALUES)
def test_every_platform_has_rules_of_its_own(
    answers: Path, trips: Path, platform: RecordedPlatform, folder: str, field: str, value: Any
) -> None:
    def read(content: Any) -> ActivityRecord:
        return replace(platform.record_of(content), **{field: value})

    result = recorded.read_recorded(replace(platform, record_of=read), answers / folder)
    assert result.wrong[field] == 2
    assert not result.is_clean


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("moving_s", 83.3),
        ("moving_s", 5_000_000.0),
        ("stated_ids", ()),
        ("flags", frozenset({"manual"})),
    ],
)
def test_a_field_with_a_wrong_unit_is_noticed(answers: Path, field: str, value: Any) -> None:
    def read(content: Any) -> ActivityRecord:
        return replace(STRAVA.record_of(content), **{field: value})

    result = recorded.read_recorded(replace(STRAVA, record_of=read), answers / "strava")
    assert result.wrong[field] == 2
    assert not result.is_clean


def test_an_empty_folder_is_not_clean(tmp_path: Path) -> None:
    assert recorded.main([str(tmp_path)]) == 1
