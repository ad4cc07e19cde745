"""Writes small GPX files of made-up activities."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from math import sin

START = datetime(2026, 5, 3, 6, 30, tzinfo=UTC)
NAMESPACE = "http://www.topografix.com/GPX/1/1"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def gpx(*elements: str, creator: str = "eTrex 20x", namespace: str = NAMESPACE, head: str = HEAD) -> str:
    """Returns a whole document as text."""
    xmlns = f' xmlns="{namespace}"' if namespace else ""
    return f'{head}<gpx version="1.1" creator="{creator}"{xmlns}>{"".join(elements)}</gpx>'


def track(*segments: Iterable[str], name: str = "", kind: str = "") -> str:
    """Returns a track of segments of points."""
    labels = (f"<name>{name}</name>" if name else "") + (f"<type>{kind}</type>" if kind else "")
    segments_xml = "".join(f"<trkseg>{''.join(segment)}</trkseg>" for segment in segments)
    return f"<trk>{labels}{segments_xml}</trk>"


def point(
    latitude: float | str,
    longitude: float | str,
    time: datetime | str | None = None,
    elevation_m: float | None = None,
    extra: str = "",
) -> str:
    """Returns one track point that ends with `extra`, such as `<extensions>`."""
    text = time.isoformat()[:19] + "Z" if isinstance(time, datetime) else time
    time_xml = f"<time>{text}</time>" if text else ""
    elevation = "" if elevation_m is None else f"<ele>{elevation_m}</ele>"
    return f'<trkpt lat="{latitude}" lon="{longitude}">{elevation}{time_xml}{extra}</trkpt>\n'


def points(start: datetime = START, seconds: int = 3600, *, step: int = 1, heart_rate: bool = False) -> Iterator[str]:
    """Yields a point every `step` seconds of a ride along a wavy line at about 7 m/s."""
    for second in range(0, seconds, step):
        extra = f"<extensions><hr>{120 + second % 40}</hr></extensions>" if heart_rate else ""
        position = 42 + second * 6e-5, 8.4 + 0.002 * sin(second / 300)
        yield point(*position, start + timedelta(seconds=second), round(600 + 40 * sin(second / 500), 1), extra)


def hour_ride(start: datetime = START, name: str = "Ride", kind: str = "cycling") -> bytes:
    """Returns the file of a ride of one hour at 1 Hz."""
    return gpx(track(points(start), name=name, kind=kind)).encode()
