"""A month as weeks of days."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from activities.calendar import Month, week_number
from activities.provider_labels import ProviderLabel, sorted_labels
from matching.services.proposals import proposable
from matching.web.pages.chips import ProviderChip, provider_chips
from matching.web.pages.totals import Totals, compute_totals
from matching.workouts import WorkoutDetails


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """Represents a workout as its day shows it."""

    workout: WorkoutDetails

    @property
    def chips(self) -> list[ProviderChip]:
        """Returns a chip for each of its providers."""
        return provider_chips(self.workout)


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the grid; `inside` the month, or one of those that fill its first and last week."""

    date: date
    inside: bool
    today: bool
    entries: list[CalendarEntry]


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days, and all that was done in them."""

    number: int
    days: list[Day]
    tally: Totals


@dataclass(frozen=True, slots=True)
class MonthPage:
    """A month in whole weeks; the tally is the month's own."""

    month: Month
    weeks: list[Week]
    tally: Totals
    lanes: tuple[ProviderLabel, ...]
    proposals: int

    @property
    def nothing(self) -> str:
        """What stands in an empty month."""
        return f"No workout in {self.month}"


def month_page(month: Month, workouts: Iterable[WorkoutDetails], week_start: int, today: date) -> MonthPage:
    """The page of a month from the workouts of its weeks."""
    by_day: dict[date, list[CalendarEntry]] = defaultdict(list)
    for one in workouts:
        by_day[one.leader.local_date].append(CalendarEntry(one))

    def week(days: list[date]) -> Week:
        shown = [Day(day, month.first <= day <= month.last, day == today, by_day.get(day, [])) for day in days]
        return Week(week_number(days), shown, compute_totals(entry.workout for day in shown for entry in day.entries))

    weeks = [week(days) for days in month.weeks(week_start)]
    inside = [entry.workout for week in weeks for day in week.days if day.inside for entry in day.entries]
    lanes = sorted_labels(one.provider for workout in inside for one in workout.counting)
    return MonthPage(month, weeks, compute_totals(inside), lanes, sum(1 for one in inside for _ in proposable(one)))
