"""Decides which times in files are plausible, and parses those of XML files. Seconds are Unix time."""

import time
from datetime import UTC, datetime, timedelta

from activities.parsers.time_texts import BUDDHIST_YEARS, parse_time_text

EARLIEST_PLAUSIBLE = 315_532_800
"""A recording cannot start before 1980: such a time comes from a clock that was never set."""
MIN_OFFSET_S, MAX_OFFSET_S = -43_200, 50_400
"""Local times lie between UTC−12 and UTC+14."""
DATE_LENGTH = 10
"""A time of ISO 8601 is longer than its date."""


def latest_plausible() -> float:
    """Returns tomorrow: a later time comes from a clock that was never set."""
    return time.time() + 86_400


def plausible_instant(seconds: float | None) -> datetime | None:
    """Returns the aware instant of plausible Unix seconds, else None."""
    if seconds is None or not EARLIEST_PLAUSIBLE <= seconds <= latest_plausible():
        return None
    return datetime.fromtimestamp(seconds, UTC)


def parse_xml_time(text: str | None) -> datetime | None:
    """Returns the aware instant of an XML date and time; without a zone it is UTC, as the schemas say.

    Returns None for a text that is not a time.
    """
    text = (text or "").strip()
    try:
        moment = datetime.fromisoformat(text) if len(text) > DATE_LENGTH else None
    except ValueError:
        moment = None
    if moment is None or moment.year in BUDDHIST_YEARS:
        moment = parse_time_text(text)
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment


def utc_offset(moment: datetime) -> int | None:
    """Returns the offset from UTC that a time was written with, in seconds; None for 0, which is mostly a default."""
    seconds = round((moment.utcoffset() or timedelta()).total_seconds())
    return seconds if seconds and MIN_OFFSET_S <= seconds <= MAX_OFFSET_S else None
