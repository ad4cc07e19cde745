"""Activities are matched without a database, from lines to lines."""

import json
from typing import Any

import pytest

from matching.engine.line_parser import LineError, read_lines
from matching.engine.lines import match_lines

RIDE = {
    "user": "u",
    "provider": "garmin",
    "provider_id": "1",
    "start_time_utc": 0,
    "duration_s": 3600,
    "sport": "cycling",
}


def encode_lines(*activities: dict[str, Any]) -> list[bytes]:
    return [json.dumps(RIDE | activity).encode() for activity in activities]


def match_clusters(*activities: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(line["cluster"], line.get("possible")) for line in match_lines(read_lines(encode_lines(*activities)))]


def test_each_line_is_answered_with_its_workout():
    assert list(
        match_lines(read_lines(encode_lines({}, {"provider": "strava", "provider_id": 2, "sport": "Ride"})))
    ) == [
        {"user": "u", "provider": "garmin", "provider_id": "1", "cluster": "garmin:1"},
        {"user": "u", "provider": "strava", "provider_id": 2, "cluster": "garmin:1"},
    ]


def test_both_sides_of_a_question_name_the_other():
    hour = {"provider": "strava", "provider_id": "2", "start_time_utc": 3600, "sport": "Ride"}
    assert match_clusters({}, hour) == [("garmin:1", ["strava:2"]), ("strava:2", ["garmin:1"])]


def test_two_users_never_share_a_workout():
    assert (
        len(
            {line["cluster"] for line in match_lines(read_lines(encode_lines({}, {"user": "v", "provider": "strava"})))}
        )
        == 2
    )


def test_each_file_is_a_source_of_its_own():
    files = {"provider": "file", "provider_id": "a"}, {"provider": "file", "provider_id": "b", "start_time_utc": 150}
    assert match_clusters(*files) == [("file:a", None), ("file:a", None)]


def test_provider_id_and_start_are_enough_beside_the_provider():
    assert list(match_lines(read_lines([b'{"provider":"x","provider_id":"1","start_time_utc":5}', b"", b"\n"]))) == [
        {"user": None, "provider": "x", "provider_id": "1", "cluster": "x:1"}
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"{", "it is not JSON"),
        (b"\xff\xfe", "it is not JSON"),
        (b"[" * 100_000, "it is not JSON"),
        (b"[1]", "it is not a JSON object"),
        (b"{}", "it names no provider"),
        (b'{"provider":"x"}', "it has no provider_id"),
        (b'{"provider":"x","provider_id":[]}', "it has no provider_id"),
        (b'{"provider":"x","provider_id":"1"}', "it has no start_time_utc, in seconds since 1970"),
        (b'{"provider":"x","provider_id":"1","start_time_utc":"noon"}', "its start_time_utc is not a number"),
        (b'{"provider":"x","provider_id":"1","start_time_utc":NaN}', "its start_time_utc is not a number"),
        (b'{"provider":"x","provider_id":"1","start_time_utc":1,"user":{}}', "its user is no text"),
        (b'{"provider":"x","provider_id":"1","start_time_utc":1,"sport":7}', "its sport is no text"),
        (
            b'{"provider":"x","provider_id":"1","start_time_utc":1,"duration_s":-1}',
            "its duration_s is not a number of 0 or more",
        ),
        (b'{"provider":"garmin","provider_id":"1","start_time_utc":1,"user":"u"}', "it repeats the activity of line 1"),
    ],
)
def test_a_bad_line_is_named_in_one_sentence(text, problem):
    with pytest.raises(LineError) as caught:
        read_lines([*encode_lines({}), text])
    assert str(caught.value) == f"Line 2 was not read: {problem}. Nothing was matched."


LATER = {"provider": "strava", "provider_id": 2, "start_time_utc": 3600, "sport": "Ride"}


def decision_line(kind: str, at: Any, **given: Any) -> bytes:
    fields = {"decision": kind, "user": "u", "a": ["garmin", "1"], "b": ["strava", 2], "at": at}
    return json.dumps(fields | given).encode()


def decided_clusters(*decisions: bytes) -> list[tuple[str, Any]]:
    lines = [*decisions, *encode_lines({}, LATER)]
    return [(line["cluster"], line.get("possible")) for line in match_lines(read_lines(lines))]


def test_a_decision_among_the_lines_counts():
    assert decided_clusters(decision_line("same", 5)) == [("garmin:1", None)] * 2
    assert decided_clusters(decision_line("different", "2026-05-10T08:31:00Z")) == [
        ("garmin:1", None),
        ("strava:2", None),
    ]


def test_a_decision_of_another_user_or_about_nothing_has_no_effect():
    without = decided_clusters()
    assert decided_clusters(decision_line("same", 5, user="v")) == without
    assert decided_clusters(decision_line("same", 5, b=["strava", 3])) == without


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"decision": "maybe"}, "its decision is none of same, different, duplicate"),
        ({"decision": ["same"]}, "its decision is none of same, different, duplicate"),
        ({"a": ["garmin"]}, "its a is not a provider and a provider_id"),
        ({"b": ["strava", True]}, "its b is not a provider and a provider_id"),
        ({"b": ["garmin", 1]}, "it is about one activity only"),
        ({"at": None}, "it has no at, in seconds since 1970"),
        ({"at": "yesterday"}, "its at is not a date and time"),
        ({"at": True}, "its at is not a number"),
    ],
)
def test_a_decision_that_cannot_be_read_is_one_sentence(fields, problem):
    line = json.dumps(json.loads(decision_line("same", 5)) | fields).encode()
    with pytest.raises(LineError, match=f"^Line 1 was not read: {problem}. Nothing was matched.$"):
        read_lines([line])
