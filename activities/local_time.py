"""Times as the clock showed them where the activity was, and in words."""

from datetime import date, datetime, timedelta, timezone, tzinfo

from activities.units import NBSP


def local_time(instant: datetime, offset_s: int | None, home: tzinfo) -> datetime:
    """The instant in the activity's own zone: the offset it came with (seconds), else the athlete's zone."""
    return instant.astimezone(home if offset_s is None else timezone(timedelta(seconds=offset_s)))


def time_of_day(moment: datetime, home: tzinfo, seconds: bool = False) -> str:
    """`08:31`; with its zone, `08:31 UTC+1`, where that is not what the athlete's own clock showed then."""
    text = f"{moment:%H:%M:%S}" if seconds else f"{moment:%H:%M}"
    return text if moment.utcoffset() == moment.astimezone(home).utcoffset() else f"{text}{NBSP}{zone_name(moment)}"


def zone_name(moment: datetime) -> str:
    """`UTC`, `UTC+1`, `UTC−3:30`."""
    minutes = round((moment.utcoffset() or timedelta()).total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else "+"
    return "UTC" if not minutes else f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")


def long_day(day: date) -> str:
    """`Sunday 10 May 2026`."""
    return f"{day:%A}{NBSP}{day.day} {day:%B} {day.year}"


def short_day(day: date) -> str:
    """`Sun 10`."""
    return f"{day:%a}{NBSP}{day.day}"


def day_of_year(day: date, this_year: int) -> str:
    """`12 November`; in another year `12 November 2025`."""
    return f"{day.day}{NBSP}{day:%B}" + ("" if day.year == this_year else f" {day.year}")


def day_and_time(moment: datetime, this_year: int) -> str:
    """`10 May, 20:14`; in another year `10 May 2025, 20:14`."""
    year = "" if moment.year == this_year else f" {moment.year}"
    return f"{moment.day}{NBSP}{moment:%b}{year}, {moment:%H:%M}"
