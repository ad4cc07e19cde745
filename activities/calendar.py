"""Computes months as grids of days, weeks, and the years of the calendar, without a database or a clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

DAYS_PER_WEEK = 7
THURSDAY = 3


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month is one of the calendar's: a year, and a number from 1 to 12."""

    year: int
    number: int

    @property
    def first(self) -> date:
        """Returns the first day."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """Returns the last day."""
        return date(self.year + self.number // 12, self.number % 12 + 1, 1) - timedelta(days=1)

    @property
    def name(self) -> str:
        """Returns the name: `September`."""
        return f"{self.first:%B}"

    @property
    def short(self) -> str:
        """Returns the short name: `Sep`."""
        return f"{self.first:%b}"

    def __str__(self) -> str:
        return f"{self.name} {self.year}"

    def plus_months(self, months: int) -> "Month":
        """Returns the month that many months later, or earlier for a negative number."""
        year, number = divmod(self.year * 12 + self.number - 1 + months, 12)
        return Month(year, number + 1)

    def days(self) -> Iterator[date]:
        """Yields the days."""
        return (self.first + timedelta(days=offset) for offset in range((self.last - self.first).days + 1))

    def weeks(self, week_start: int) -> list[list[date]]:
        """Returns the weeks, each seven days, with the days of other months that fill the first and the last."""
        start = self.first - timedelta(days=weekday_column(self.first, week_start))
        count = (self.last - start).days // DAYS_PER_WEEK + 1
        return [
            [start + timedelta(days=DAYS_PER_WEEK * week + day) for day in range(DAYS_PER_WEEK)]
            for week in range(count)
        ]


def parse_month(text: str) -> Month:
    """Returns the month of a text such as `2026-05`. Raises ValueError for any other."""
    year, number = text.split("-")
    month = Month(int(year), int(number))
    if f"{month.first:%Y-%m}" != text:
        raise ValueError(text)
    return month


def month_of(day: date) -> Month:
    """Returns the month that a day lies in."""
    return Month(day.year, day.month)


def months_of(year: int) -> list[Month]:
    """Returns the twelve months of a year."""
    return [Month(year, number) for number in range(1, 13)]


def weekday_column(day: date, week_start: int) -> int:
    """Returns the position of a day in its week, 0 to 6; `week_start` is 0 for Monday to 6 for Sunday."""
    return (day.weekday() - week_start) % DAYS_PER_WEEK


def week_number(week: list[date]) -> int:
    """Returns the ISO number of the week that most of these seven days lie in."""
    return next(day for day in week if day.weekday() == THURSDAY).isocalendar().week


@dataclass(frozen=True, slots=True)
class NeighborDays:
    """Neighbor days are the nearest days with a workout before and after a range of days; `today` is beside them.

    `years` are all years with a workout, the newest first.
    """

    before: date | None
    after: date | None
    today: date
    years: tuple[int, ...] = ()

    def has_year(self, year: int, has_workouts: bool) -> bool:
        """Returns whether the calendar has this year: from the first one with a workout to this one, or a later one.

        `has_workouts` says whether the range itself has a workout.
        """
        is_started = has_workouts or self.before or year == self.today.year or (self.after and self.after.year == year)
        is_open = has_workouts or self.after or year <= self.today.year or (self.before and self.before.year == year)
        return bool(is_started and is_open)

    @property
    def nearest(self) -> date | None:
        """Returns the nearest day with a workout; the one before comes first."""
        return self.before or self.after
