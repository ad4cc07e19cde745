"""Says how much a pull has listed so far."""

from datetime import datetime

from activities.units import format_number


def format_listed(count: int, oldest_at: datetime | None, word: str = "so far") -> str:
    """Returns `1,240 activities so far, back to March 2021`; the word may say otherwise what happened to them."""
    if not count:
        return f"no activities {word}"
    activities = "1 activity" if count == 1 else f"{format_number(count)} activities"
    return f"{activities} {word}{f', back to {oldest_at:%B %Y}' if oldest_at else ''}"
