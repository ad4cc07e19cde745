"""Writes small GPX files of made-up activities."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from math import sin

START = datetime(2026, 5, 3, 6, 30, tzinfo=UTC)
NAMESPACE = "http://www.topografix.com/GPX/1/1"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def gpx(*inside: str, creator: str = "eTrex 20x", namespace: str = NAMESPACE, head: str = HEAD) -> str:
    """A whole document; `.encode()` it as the test wants."""
    xmlns = f' xmlns="{namespace}"' if namespace else ""
    return f'{head}<gpx version="1.1" creator="{creator}"{xmlns}>{"".join(inside)}</gpx>'


def track(*segments: Iterable[str], name: str = "", kind: str = "") -> str:
    """A track of segments of points."""
    labels = (f"<name>{name}</name>" if name else "") + (f"<type>{kind}</type>" if kind else "")
    parts = "".join(f"<trkseg>{''.join(segment)}</trkseg>" for segment in segments)
    return f"<trk>{labels}{parts}</trk>"


def point(
    latitude: float | str,
    longitude: float | str,
    time: datetime | str | None = None,
    ele: float | None = None,
    more: str = "",
) -> str:
    """One track point; `more` stands at its end, as `<extensions>`."""
    when = time.isoformat()[:19] + "Z" if isinstance(time, datetime) else time
    height = "" if ele is None else f"<ele>{ele}</ele>"
    return f'<trkpt lat="{latitude}" lon="{longitude}">{height}{f"<time>{when}</time>" if when else ""}{more}</trkpt>\n'


def points(start: datetime = START, seconds: int = 3600, *, step: int = 1, heart_rate: bool = False) -> Iterator[str]:
    """A point a second (or every `step`) of a ride along a wavy line at some 7 m/s."""
    for second in range(0, seconds, step):
        beat = f"<extensions><hr>{120 + second % 40}</hr></extensions>" if heart_rate else ""
        place = 42 + second * 6e-5, 8.4 + 0.002 * sin(second / 300)
        yield point(*place, start + timedelta(seconds=second), round(600 + 40 * sin(second / 500), 1), beat)


def hour(start: datetime = START, name: str = "Ride", kind: str = "cycling") -> bytes:
    """The file of a whole ride of an hour at 1 Hz."""
    return gpx(track(points(start), name=name, kind=kind)).encode()
