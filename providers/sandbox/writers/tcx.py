"""Writes small TCX files of made-up activities."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from math import sin

START = datetime(2026, 5, 3, 6, 30, tzinfo=UTC)
NAMESPACE = "http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"


def tcx(*elements: str, parent: str = "Activities") -> str:
    """Returns a whole document of activities, courses or workouts."""
    body = f"<{parent}>{''.join(elements)}</{parent}>"
    root = "TrainingCenterDatabase"
    return f'<?xml version="1.0" encoding="UTF-8"?><{root} xmlns="{NAMESPACE}">{body}</{root}>'


def activity(*laps: str, sport: str = "Biking", id_: str = "", creator: str = "") -> str:
    """Returns one activity of laps."""
    device = f"<Creator><Name>{creator}</Name></Creator>" if creator else ""
    return f'<Activity Sport="{sport}">{_tag("Id", id_)}{"".join(laps)}{device}</Activity>'


def lap(
    start: datetime | str = START,
    seconds: float | None = 3600,
    distance_m: float | None = 25_000,
    heart_rate: int | None = None,
    points: Iterable[str] = (),
) -> str:
    """Returns one lap with its totals and its points."""
    heart_rate_xml = (
        f"<AverageHeartRateBpm><Value>{heart_rate}</Value></AverageHeartRateBpm>" if heart_rate is not None else ""
    )
    totals = _tag("TotalTimeSeconds", seconds) + _tag("DistanceMeters", distance_m) + heart_rate_xml
    track = "".join(points)
    return f'<Lap StartTime="{_time(start)}">{totals}{f"<Track>{track}</Track>" if track else ""}</Lap>'


def point(
    time: datetime | str,
    distance_m: float | None = None,
    elevation_m: float | None = None,
    heart_rate: int | None = None,
) -> str:
    """Returns one track point."""
    heart_rate_xml = f"<HeartRateBpm><Value>{heart_rate}</Value></HeartRateBpm>" if heart_rate is not None else ""
    fields = _tag("Time", _time(time)) + _tag("AltitudeMeters", elevation_m) + _tag("DistanceMeters", distance_m)
    return f"<Trackpoint>{fields}{heart_rate_xml}</Trackpoint>\n"


def points(start: datetime = START, seconds: int = 3600, *, step: int = 1) -> Iterator[str]:
    """Yields a point every `step` seconds at 7 m/s over rolling hills."""
    for second in range(0, seconds, step):
        elevation_m = round(600 + 40 * sin(second / 500), 1)
        yield point(start + timedelta(seconds=second), second * 7.0, elevation_m, 120 + second % 40)


def hour_ride(start: datetime = START, sport: str = "Biking") -> bytes:
    """Returns the file of a ride of one hour at 1 Hz."""
    return tcx(activity(lap(start, points=points(start)), sport=sport, id_=_time(start))).encode()


def _tag(name: str, value: object) -> str:
    return "" if value is None or value == "" else f"<{name}>{value}</{name}>"


def _time(time: datetime | str) -> str:
    return time.isoformat()[:19] + "Z" if isinstance(time, datetime) else time
