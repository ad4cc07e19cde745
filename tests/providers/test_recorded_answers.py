"""The bench of recorded answers notices what cannot be read, a wrong unit, and which fields are dropped."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from activities.record import ActivityRecord
from bench import recorded
from bench.recorded_answers.strava import STRAVA
from providers.strava.mapping import record_of

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


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    folder = tmp_path / "strava" / "client"
    folder.mkdir(parents=True)
    (folder / "list.json").write_text(json.dumps({"status": 200, "body": [RIDE]}))
    (folder / "detail.json").write_text(json.dumps({"body": DETAIL}))
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


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("distance_m", 40.0),
        ("distance_m", 131_233.0),
        ("moving_s", 83.3),
        ("moving_s", 5_000_000.0),
        ("elapsed_s", 100.0),
        ("utc_offset_s", 2),
        ("stated_ids", ()),
        ("sport", "run"),
        ("flags", frozenset({"manual"})),
    ],
)
def test_a_field_with_a_wrong_unit_is_noticed(answers: Path, field: str, value: Any) -> None:
    def read(content: Any) -> ActivityRecord:
        return replace(record_of(content), **{field: value})

    result = recorded.read_recorded(replace(STRAVA, record_of=read), answers / "strava")
    assert result.wrong[field] == 2
    assert not result.is_clean


def test_an_empty_folder_is_not_clean(tmp_path: Path) -> None:
    assert recorded.main([str(tmp_path)]) == 1
