"""What fitparse and gpxpy say of a file, in the fields of a record, and where a reading of ours differs."""

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
ON_PURPOSE = {
    "average_hr_bpm": "0 is no heart rate",
    "utc_offset_s": "no whole quarter of an hour between -12 and +14 h, or 0: it says nothing",
    "sport_raw": "a number without a name in fitparse's profile",
}
"""Why a value of theirs is None in ours."""


def fit_messages(data: bytes) -> list[Any]:
    """A full read by fitparse.  Raises what fitparse raises."""
    return list(FitFile(data).get_messages())


def fit_records(messages: Iterable[Any]) -> list[Fields]:
    """One dictionary for each different session; the offset is the bare difference of the activity message."""
    found: list[Fields] = []
    offset = None
    for message in messages:
        if message.name == "session":
            fields = _session(message)
            if fields not in found:
                found.append(fields)
        elif message.name == "activity" and (local := message.get_raw_value("local_timestamp")):
            offset = local - message.get_raw_value("timestamp")
    return [{**fields, "utc_offset_s": offset} for fields in found]


def gpx_figures(data: bytes) -> tuple[Any, list[Any]]:
    """The parsed file and the figures of its tracks.  Raises what gpxpy raises."""
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
    """All timed tracks of a file as one activity."""
    parsed, figures = read
    timed = [(track, each) for track, each in zip(parsed.tracks, figures, strict=True) if each[0].start_time]
    if not timed:
        return []
    starts = [_utc(each[0].start_time) for _, each in timed]
    ends = [_utc(each[0].end_time) for _, each in timed]
    heights = sum(point.elevation is not None for track, _ in timed for part in track.segments for point in part.points)
    return [
        {
            "started_at": min(starts),
            "elapsed_s": (max(ends) - min(starts)).total_seconds(),
            "moving_s": sum(each[2] for _, each in timed),
            "distance_m": sum(each[1] for _, each in timed),
            "elevation_gain_m": sum(each[3] for _, each in timed) if heights > 1 else None,
            "name": (timed[0][0].name or "").strip() or None,
            "sport_raw": (timed[0][0].type or "").strip() or None,
        }
    ]


def differences(ours: Iterable[ActivityRecord], theirs: list[Fields]) -> Iterator[str]:
    """Each field that differs, with the reason where we mean it."""
    mine = list(ours)
    if len(mine) != len(theirs):
        yield f"{len(mine)} activities, {len(theirs)} for them: not compared"
        return
    for record, fields in zip(mine, theirs, strict=True):
        for name, value in fields.items():
            here = getattr(record, name)
            if not _equal(here, value):
                meant = f" (on purpose: {ON_PURPOSE[name]})" if here is None and name in ON_PURPOSE else ""
                yield f"{name} is {here!r}, {value!r} for them{meant}"


def _session(message: Any) -> Fields:
    start = message.get_value("start_time")
    words = [message.get_value(name) for name in ("sport", "sub_sport")]
    return {
        "started_at": start.replace(tzinfo=UTC) if isinstance(start, datetime) else start,
        "sport_raw": "/".join(str(word) for word in words if word is not None) or None,
        **{ours: message.get_value(theirs) for ours, theirs in SESSION.items()},
    }


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _equal(here: object, there: object) -> bool:
    if isinstance(here, int | float) and isinstance(there, int | float):
        return isclose(here, there, rel_tol=1e-6, abs_tol=1e-6)
    return here == there
