"""Reads a file by fitparse or gpxpy into the fields of a record, and compares a reading of tracekit's with that."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from math import isclose
from typing import Any

import gpxpy
from fitparse import FitFile

from activities.record import ActivityRecord

Fields = dict[str, Any]

SESSION = {
    "elapsed_s": "total_elapsed_time",
    "timer_s": "total_timer_time",
    "moving_s": "total_moving_time",
    "distance_m": "total_distance",
    "elevation_gain_m": "total_ascent",
    "average_hr_bpm": "avg_heart_rate",
    "average_temperature_c": "avg_temperature",
}
RECORD = {"average_hr_bpm": ("heart_rate", 2, 254), "average_temperature_c": ("temperature", -60, 70)}
"""These fields are averages of the records where the session of a file states none, of values within a range."""
ON_PURPOSE = {
    "average_hr_bpm": "0 is no heart rate",
    "utc_offset_s": "no whole quarter of an hour between -12 and +14 h, or 0: it says nothing",
    "sport_raw": "a number without a name in fitparse's profile",
}
"""These values are None in a record of tracekit's on purpose, each for its reason."""


def fit_messages(data: bytes) -> list[Any]:
    """Returns all messages of a FIT file. Raises what fitparse raises."""
    return list(FitFile(data).get_messages())


def fit_records(messages: Iterable[Any]) -> list[Fields]:
    """Returns the fields of each different session; the offset is the bare difference of the activity message.

    Of several sessions, averages that a session does not state are left out: its records are not told apart here.
    """
    records: list[Fields] = []
    offset = None
    messages = list(messages)
    for message in messages:
        if message.name == "session":
            fields = _session(message)
            if fields not in records:
                records.append(fields)
        elif message.name == "activity" and (local := message.get_raw_value("local_timestamp")):
            offset = local - message.get_raw_value("timestamp")
    for fields in records:
        for name in RECORD:
            if not fields[name]:
                fields.pop(name)
                if len(records) == 1:
                    fields[name] = _average(messages, name)
    return [{**fields, "utc_offset_s": offset} for fields in records]


def gpx_figures(data: bytes) -> tuple[Any, list[Any]]:
    """Returns the parsed file and the figures of its tracks. Raises what gpxpy raises."""
    parsed = gpxpy.parse(data)
    return parsed, [
        (
            track.get_time_bounds(),
            track.length_2d(),
            track.get_moving_data().moving_time,
            track.get_uphill_downhill().uphill,
        )
        for track in parsed.tracks
    ]


def gpx_records(read: tuple[Any, list[Any]]) -> list[Fields]:
    """Returns all timed tracks of a file as one activity."""
    parsed, figures = read
    timed = [(track, row) for track, row in zip(parsed.tracks, figures, strict=True) if row[0].start_time]
    if not timed:
        return []
    starts = [_utc(row[0].start_time) for _, row in timed]
    ends = [_utc(row[0].end_time) for _, row in timed]
    heights = sum(point.elevation is not None for track, _ in timed for part in track.segments for point in part.points)
    return [
        {
            "started_at": min(starts),
            "elapsed_s": (max(ends) - min(starts)).total_seconds(),
            "moving_s": sum(row[2] for _, row in timed),
            "distance_m": sum(row[1] for _, row in timed),
            "elevation_gain_m": sum(row[3] for _, row in timed) if heights > 1 else None,
            "name": (timed[0][0].name or "").strip() or None,
            "sport_raw": (timed[0][0].type or "").strip() or None,
        }
    ]


def differences(read: Iterable[ActivityRecord], expected: list[Fields]) -> Iterator[str]:
    """Yields each field of the records that differs from what an oracle expects, with the reason where it has one."""
    records = list(read)
    if len(records) != len(expected):
        yield f"{len(records)} activities, {len(expected)} for them: not compared"
        return
    for record, fields in zip(records, expected, strict=True):
        for name, expected_value in fields.items():
            value = getattr(record, name)
            if not _equal(value, expected_value):
                reason = f" (on purpose: {ON_PURPOSE[name]})" if value is None and name in ON_PURPOSE else ""
                yield f"{name} is {value!r}, {expected_value!r} for them{reason}"


def _average(messages: Iterable[Any], name: str) -> float | None:
    field, low, high = RECORD[name]
    stated = [message.get_value(field) for message in messages if message.name == "record"]
    values = [value for value in stated if value is not None and low <= value <= high]
    return sum(values) / len(values) if values else None


def _session(message: Any) -> Fields:
    start = message.get_value("start_time")
    words = [message.get_value(name) for name in ("sport", "sub_sport")]
    return {
        "started_at": start.replace(tzinfo=UTC) if isinstance(start, datetime) else start,
        "sport_raw": "/".join(str(word) for word in words if word is not None) or None,
        **{field: message.get_value(name) for field, name in SESSION.items()},
    }


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _equal(value: object, expected: object) -> bool:
    if isinstance(value, int | float) and isinstance(expected, int | float):
        return isclose(value, expected, rel_tol=1e-6, abs_tol=1e-6)
    return value == expected
