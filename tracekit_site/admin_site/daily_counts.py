"""Counts sign-ups and syncs a day for the charts on the first page of the operator's admin: numbers of nobody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Count, Sum
from django.db.models.functions import TruncDate

from accounts.models import SecurityEvent, SecurityEventKind
from providers.models import Pull

DAYS = 30
BAR_STEP, CHART_HEIGHT = 10, 60
"""A chart is so many units high, and a day takes so many of its width."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar is one day of a chart: its number, and its place in units of the chart."""

    day: date
    count: int
    x: int
    y: int

    @property
    def height(self) -> int:
        """Returns how high the bar is."""
        return CHART_HEIGHT - self.y


@dataclass(frozen=True, slots=True)
class DailyCounts:
    """Holds what happened on each of the last thirty days of UTC, the oldest first, for a chart."""

    label: str
    counts: Mapping[date, int]

    @property
    def bars(self) -> list[Bar]:
        """Returns a bar for each day, the tallest as high as the chart; a day with a count is never invisible."""
        tallest = max(self.counts.values())
        return [
            Bar(day, count, number * BAR_STEP, CHART_HEIGHT - (max(2, CHART_HEIGHT * count // tallest) if count else 0))
            for number, (day, count) in enumerate(self.counts.items())
        ]

    @property
    def width(self) -> int:
        """Returns how wide the chart is."""
        return len(self.counts) * BAR_STEP

    @property
    def total(self) -> int:
        """Returns the sum of all days."""
        return sum(self.counts.values())

    @property
    def busiest(self) -> tuple[date, int]:
        """Returns the day with the largest number, the latest of several, and the number."""
        return max(self.counts.items(), key=lambda item: (item[1], item[0]))


def sign_up_counts(now: datetime) -> DailyCounts:
    """Returns the confirmed sign-ups a day, as the security log has counted them: one query."""
    rows = SecurityEvent.objects.filter(kind=SecurityEventKind.SIGN_UP, account=None, hour__gte=_first_instant(now))
    days = rows.order_by().values_list(TruncDate("hour", tzinfo=UTC))
    return _daily_counts("Sign-ups", now, dict(days.annotate(Sum("count"))))


def sync_counts(now: datetime) -> DailyCounts:
    """Returns the syncs that began on each day, of the connections that there still are: one query."""
    rows = Pull.across_accounts.filter(started_at__gte=_first_instant(now))
    days = rows.order_by().values_list(TruncDate("started_at", tzinfo=UTC))
    return _daily_counts("Syncs", now, dict(days.annotate(Count("pk"))))


def _first_instant(now: datetime) -> datetime:
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(days=DAYS - 1)


def _daily_counts(label: str, now: datetime, counts: Mapping[date, int]) -> DailyCounts:
    first = _first_instant(now).date()
    days = [first + timedelta(days=number) for number in range(DAYS)]
    return DailyCounts(label, {day: counts.get(day, 0) for day in days})
