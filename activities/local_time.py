"""Converts times to the zone of an activity, and formats times and dates."""

from datetime import date, datetime, timedelta, timezone, tzinfo

from accounts.dates import format_short_day
from activities.units import NBSP


def to_local_time(instant: datetime, offset_s: int | None, home: tzinfo) -> datetime:
    """Returns the instant in the activity's own zone: the offset it came with (seconds), else the athlete's zone."""
    return instant.astimezone(home if offset_s is None else timezone(timedelta(seconds=offset_s)))


def format_time(moment: datetime, home: tzinfo, seconds: bool = False) -> str:
    """Returns `08:31`, or `08:31 UTC+1` where that is not what the athlete's own clock showed then."""
    text = f"{moment:%H:%M:%S}" if seconds else f"{moment:%H:%M}"
    is_home = moment.utcoffset() == moment.astimezone(home).utcoffset()
    return text if is_home else f"{text}{NBSP}{format_utc_offset(moment)}"


def format_utc_offset(moment: datetime) -> str:
    """Returns `UTC`, `UTC+1`, `UTC−3:30`."""
    offset_minutes = round((moment.utcoffset() or timedelta()).total_seconds() / 60)
    hours, minutes = divmod(abs(offset_minutes), 60)
    sign = "−" if offset_minutes < 0 else "+"
    return "UTC" if not offset_minutes else f"UTC{sign}{hours}" + (f":{minutes:02}" if minutes else "")


def format_long_date(day: date) -> str:
    """Returns `Sunday, May 10, 2026`."""
    return f"{day:%A}, {day:%B}{NBSP}{day.day}, {day.year}"


def format_weekday_and_day(day: date) -> str:
    """Returns `Sun 10`."""
    return f"{day:%a}{NBSP}{day.day}"


def format_short_date(day: date, this_year: int) -> str:
    """Returns `Sun, May 10`; in another year `Sun, May 10, 2025`."""
    return f"{day:%a}, {format_short_day(day, this_year)}"


def format_date_and_time(moment: datetime, this_year: int) -> str:
    """Returns `May 10 at 20:14`; in another year `May 10, 2025 at 20:14`."""
    return f"{format_short_day(moment.date(), this_year)} at{NBSP}{moment:%H:%M}"
