"""Says how much a pull has listed so far, and which years that is."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Account
from activities.templatetags.formatting import near_date_and_time
from activities.units import format_number
from providers.forecast import Forecast

MAX_YEARS = 12
"""So many years have room on a phone; of a longer history the newest are left out, which are complete."""


@dataclass(frozen=True, slots=True)
class Year:
    """A year is complete when a pull has listed activities that are older."""

    number: int
    is_complete: bool


def listed_years(oldest_at: datetime | None, now: datetime) -> list[Year]:
    """Returns the years back to the oldest activity so far, the newest first; none before the first page."""
    if oldest_at is None:
        return []
    years = range(oldest_at.year, max(now.year, oldest_at.year) + 1)
    return [Year(number, number > oldest_at.year) for number in years[:MAX_YEARS]][::-1]


def format_forecast(forecast: Forecast, oldest_at: datetime | None, account: Account) -> str:
    """Returns `1,240 of about 1,900, back to March 2021, done today about 14:05`; without a known total, the count."""
    if not forecast.expected_count:
        return format_listed(forecast.listed_count, oldest_at)
    parts = [f"{format_number(forecast.listed_count)} of about {format_number(forecast.expected_count)}"]
    if oldest_at is not None:
        parts.append(f"back to {oldest_at:%B %Y}")
    if forecast.done_at is not None:
        parts.append(f"done {near_date_and_time(forecast.done_at, account)}")
    return ", ".join(parts)


def format_listed(count: int, oldest_at: datetime | None, word: str = "so far") -> str:
    """Returns `1,240 activities so far, back to March 2021`; the word may say otherwise what happened to them."""
    if not count:
        return f"no activities {word}"
    activities = "1 activity" if count == 1 else f"{format_number(count)} activities"
    return f"{activities} {word}{f', back to {oldest_at:%B %Y}' if oldest_at else ''}"
