"""Instants in files: which can be true, and how the XML kinds write them.  Seconds are Unix time."""

import time
from datetime import UTC, datetime, timedelta, timezone

from gpxpy.gpx import GPXException
from gpxpy.gpxfield import parse_time

EARLIEST = 315_532_800
"""1980: earlier is the zero of some clock, not a recording."""


def latest() -> float:
    """Tomorrow: later is a clock that was never set."""
    return time.time() + 86_400


def instant(seconds: float | None) -> datetime | None:
    """The aware instant of plausible Unix seconds, else None."""
    if seconds is None or not EARLIEST <= seconds <= latest():
        return None
    return datetime.fromtimestamp(seconds, UTC)


def parse(text: str | None) -> datetime | None:
    """The aware instant of an XML date and time; without a zone it is UTC, as the schemas say.  None for nonsense."""
    text = (text or "").strip()
    try:
        moment = datetime.fromisoformat(text) if len(text) > 10 else None
    except ValueError:
        moment = _loosely(text[:64])
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment


def offset(moment: datetime) -> int | None:
    """The offset from UTC that a time was written with, in seconds; None for 0, which most programs write blindly."""
    seconds = round((moment.utcoffset() or timedelta()).total_seconds())
    return seconds if seconds and -43_200 <= seconds <= 50_400 else None


def _loosely(text: str) -> datetime | None:
    try:
        moment = parse_time(text)
        return moment.replace(tzinfo=timezone(moment.utcoffset() or timedelta())) if moment else None
    except (GPXException, ValueError):
        return None
