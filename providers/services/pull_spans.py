"""Computes the span of time that holds all activities of a month, or since a day, in whatever time zone they began."""

from datetime import UTC, date, datetime, timedelta

from activities.calendar import Month

Span = tuple[datetime, datetime | None]
"""A span holds the activities that started after the first instant and before the second; None is no limit."""

EASTERNMOST, WESTERNMOST = timedelta(hours=14), timedelta(hours=12)
"""A day begins so long before it does in UTC, and ends so long after it does there, somewhere on Earth."""


def month_span(month: Month) -> Span:
    """Returns the span of a month by the athlete's clock, wherever that was."""
    return _start_of(month.first), _start_of(month.last + timedelta(days=1)) + EASTERNMOST + WESTERNMOST


def span_since(day: date) -> Span:
    """Returns the span from a day on."""
    return _start_of(day), None


def _start_of(day: date) -> datetime:
    """Returns the instant at which the day begins in the easternmost time zone."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) - EASTERNMOST
