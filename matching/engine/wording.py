"""Turns lengths of time, counts and shares into words for sentences."""

WEEK_S = 7 * 86_400
MANY_WEEKS = 100
NBSP = "\u00a0"
"""This no-break space joins a number and its unit."""


def duration_text(seconds: float) -> str:
    """Returns `27 seconds`, `11 minutes`, `2 hours`, `5 h 04`, `1024 weeks`."""
    whole_seconds = round(seconds)
    if whole_seconds < 120:
        return count_text(whole_seconds, "second")
    weeks = round(seconds / WEEK_S)
    if weeks >= MANY_WEEKS and abs(whole_seconds - weeks * WEEK_S) <= 60:
        return count_text(weeks, "week")
    if whole_seconds % 3600 == 0:
        return count_text(whole_seconds // 3600, "hour")
    minutes = round(seconds / 60)
    if minutes < 120:
        return count_text(minutes, "minute")
    return f"{minutes // 60}{NBSP}h{NBSP}{minutes % 60:02}"


def count_text(number: int, unit: str) -> str:
    """Returns `1 second`, `2 seconds`."""
    return f"{number}{NBSP}{unit}{'' if number == 1 else 's'}"


def percent_text(share: float) -> str:
    """Returns `0.7 %` for a share from 0 to 1; never `100.0 %` for less than all."""
    tenths = round(share * 1000)
    if tenths == 1000:
        return f"100{NBSP}%" if share == 1 else f"99.9{NBSP}%"
    return f"{tenths / 10:.1f}{NBSP}%"
