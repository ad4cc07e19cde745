"""Lengths of time in words, for sentences."""

NBSP = "\u00a0"


def duration_text(seconds: float) -> str:
    """`27 seconds`, `11 minutes`, `2 hours`, `5 h 04`: number and unit joined by a no-break space."""
    whole = round(seconds)
    if whole < 120:
        return count(whole, "second")
    if whole % 3600 == 0:
        return count(whole // 3600, "hour")
    minutes = round(seconds / 60)
    if minutes < 120:
        return count(minutes, "minute")
    return f"{minutes // 60}{NBSP}h{NBSP}{minutes % 60:02}"


def count(number: int, unit: str) -> str:
    """`1 second`, `2 seconds`."""
    return f"{number}{NBSP}{unit}{'' if number == 1 else 's'}"


def percent(share: float) -> str:
    """`0.7 %` of a share from 0 to 1; never `100.0 %` of less than all."""
    tenths = round(share * 1000)
    if tenths == 1000:
        return f"100{NBSP}%" if share == 1 else f"99.9{NBSP}%"
    return f"{tenths / 10:.1f}{NBSP}%"
