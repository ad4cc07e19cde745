"""Builds the page of a month: its weeks, their days, and the workouts of each."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from activities.calendar import Month, week_number
from activities.provider_labels import ProviderLabel, sorted_labels
from matching.services.proposals import proposable
from matching.web.pages.chips import ProviderChip, provider_chips
from matching.web.pages.compute_totals import compute_totals
from matching.web.pages.links import Link, calendar_views
from matching.web.pages.totals import Totals
from matching.web.pages.workout_query import workouts_url
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
class CalendarDay:
    """Represents one day of the grid; one that only fills the first or the last week is not `is_in_month`."""

    date: date
    is_in_month: bool
    is_today: bool
    entries: list[CalendarEntry]


@dataclass(frozen=True, slots=True)
class CalendarWeek:
    """Represents seven days and the totals of their workouts."""

    number: int
    days: list[CalendarDay]
    totals: Totals


@dataclass(frozen=True, slots=True)
class MonthPage:
    """Represents a month in whole weeks; `totals`, `provider_labels` and `proposal_count` are of the month alone."""

    month: Month
    weeks: list[CalendarWeek]
    totals: Totals
    provider_labels: tuple[ProviderLabel, ...]
    proposal_count: int

    @property
    def views(self) -> list[Link]:
        """Returns the links to the year, the month and the list of its workouts."""
        return calendar_views(self.month.year, self.month.number, self.list_url)

    @property
    def list_url(self) -> str:
        """Returns the address of the list with the workouts of the month."""
        return workouts_url(year=self.month.year, month=self.month.number)

    @property
    def empty_title(self) -> str:
        """Returns the title of an empty month."""
        return f"No workouts in {self.month}"


def month_page(month: Month, workouts: Iterable[WorkoutDetails], week_start: int, today: date) -> MonthPage:
    """Returns the page of a month from the workouts of its weeks."""
    by_day: dict[date, list[CalendarEntry]] = defaultdict(list)
    for workout in workouts:
        by_day[workout.local_date].append(CalendarEntry(workout))

    def week(dates: list[date]) -> CalendarWeek:
        days = [CalendarDay(day, month.first <= day <= month.last, day == today, by_day.get(day, [])) for day in dates]
        return CalendarWeek(week_number(dates), days, compute_totals(_workouts(days)))

    weeks = [week(dates) for dates in month.weeks(week_start)]
    in_month = _workouts(day for week in weeks for day in week.days if day.is_in_month)
    provider_labels = sorted_labels(activity.provider for workout in in_month for activity in workout.counting)
    proposal_count = sum(1 for workout in in_month for _ in proposable(workout))
    return MonthPage(month, weeks, compute_totals(in_month), provider_labels, proposal_count)


def _workouts(days: Iterable[CalendarDay]) -> list[WorkoutDetails]:
    return [entry.workout for day in days for entry in day.entries]
