"""Calendar arithmetic: months as grids of days, weeks, and which years there are. No database, no clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

DAYS = 7


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One month of the calendar."""

    year: int
    number: int

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.year + self.number // 12, self.number % 12 + 1, 1) - timedelta(days=1)

    @property
    def name(self) -> str:
        """`May`."""
        return f"{self.first:%B}"

    @property
    def short(self) -> str:
        """`May`, `Sep`."""
        return f"{self.first:%b}"

    def __str__(self) -> str:
        return f"{self.name} {self.year}"

    def later(self, months: int) -> "Month":
        """The month so many months later, or earlier for a negative number."""
        year, number = divmod(self.year * 12 + self.number - 1 + months, 12)
        return Month(year, number + 1)

    def days(self) -> Iterator[date]:
        """Its days."""
        return (self.first + timedelta(days=ahead) for ahead in range((self.last - self.first).days + 1))

    def weeks(self, week_start: int) -> list[list[date]]:
        """Its weeks, each seven days, with the days of other months that fill the first and the last."""
        begin = self.first - timedelta(days=column(self.first, week_start))
        count = (self.last - begin).days // DAYS + 1
        return [[begin + timedelta(days=DAYS * week + day) for day in range(DAYS)] for week in range(count)]


def month_of(day: date) -> Month:
    """The month that a day lies in."""
    return Month(day.year, day.month)


def months_of(year: int) -> list[Month]:
    """The twelve months of a year."""
    return [Month(year, number) for number in range(1, 13)]


def column(day: date, week_start: int) -> int:
    """The place of a day in its week, 0 to 6; `week_start` is 0 for Monday to 6 for Sunday."""
    return (day.weekday() - week_start) % DAYS


def week_number(week: list[date]) -> int:
    """The ISO number of the week that most of these seven days lie in."""
    return next(day for day in week if day.weekday() == 3).isocalendar().week


@dataclass(frozen=True, slots=True)
class Around:
    """The nearest days with a workout before and after a stretch of days, and today."""

    before: date | None
    after: date | None
    today: date

    def reaches(self, year: int, here: bool) -> bool:
        """Whether the calendar has this year: from the first one with a workout to this one, or to a later workout.

        `here` says that the stretch itself has a workout.
        """
        begun = here or self.before or year == self.today.year or (self.after and self.after.year == year)
        lasts = here or self.after or year <= self.today.year or (self.before and self.before.year == year)
        return bool(begun and lasts)

    @property
    def nearest(self) -> date | None:
        """The nearest day with a workout, the one before first."""
        return self.before or self.after
