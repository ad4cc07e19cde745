"""Builds the list of workouts: one page of those that fit, and what they are filtered and sorted by."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator

from accounts.models import Account
from activities.provider_labels import ProviderLabel, sorted_labels
from activities.units import units_of
from matching.state_inputs import load_expected_providers
from matching.web.pages.chips import ProviderChip, provider_chips
from matching.web.pages.compute_totals import compute_totals
from matching.web.pages.links import Link, calendar_views
from matching.web.pages.totals import Totals
from matching.web.pages.wording import format_count
from matching.web.pages.workout_filters import FilterForm
from matching.web.pages.workout_query import WorkoutQuery
from matching.workout_list import WorkoutOrder, find_leaders, load_filter_choices, load_led_workouts
from matching.workouts import WorkoutDetails

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class WorkoutRow:
    """Represents a workout as a row of the list."""

    workout: WorkoutDetails

    @property
    def chips(self) -> list[ProviderChip]:
        """Returns a chip for each of its providers."""
        return provider_chips(self.workout)


@dataclass(frozen=True, slots=True)
class SortColumn:
    """Represents the head of a column that sorts; `direction` is empty where the list is sorted by another column.

    `href` is empty where pressing it would change nothing.
    """

    label: str
    href: str
    direction: str


@dataclass(frozen=True, slots=True)
class WorkoutListPage:
    """Represents one page of the list; `division` is Django's page of the leaders that fit."""

    query: WorkoutQuery
    division: Page[int]
    rows: list[WorkoutRow]
    form: FilterForm

    @property
    def total(self) -> int:
        """Returns how many workouts fit."""
        return self.division.paginator.count

    @property
    def has_workouts(self) -> bool:
        """Returns whether the account has any workout, whatever the filters are."""
        return bool(self.total or self.form.choices.providers)

    @property
    def summary(self) -> str:
        """Returns `1,877 workouts, newest first.`, `8 workouts fit, by name.`; empty when there are none."""
        if not self.total:
            return ""
        fit = "" if not self.query.filters else " fits" if self.total == 1 else " fit"
        order = f", {self.form.order_phrase}" if self.total > 1 else ""
        return f"{format_count(self.total, 'workout')}{fit}{order}."

    @property
    def provider_labels(self) -> tuple[ProviderLabel, ...]:
        """Returns the labels of the providers that its rows are on."""
        return sorted_labels(provider for row in self.rows for provider in row.workout.providers)

    @property
    def totals(self) -> Totals:
        """Returns the totals of its rows."""
        return compute_totals(row.workout for row in self.rows)

    @property
    def previous(self) -> str:
        """Returns the address of the page before; empty on the first."""
        return self._page_url(self.division.number - 1) if self.division.has_previous() else ""

    @property
    def next(self) -> str:
        """Returns the address of the next page; empty on the last."""
        return self._page_url(self.division.number + 1) if self.division.has_next() else ""

    def _page_url(self, number: int) -> str:
        return self.query.url(page=str(number) if number > 1 else "")

    @property
    def columns(self) -> dict[str, SortColumn]:
        """Returns the heads of the columns that sort; that of the date also sorts the other way round."""
        is_newest, is_oldest = (self.query.order is order for order in (WorkoutOrder.NEWEST, WorkoutOrder.OLDEST))
        date_order = WorkoutOrder.OLDEST if is_newest else WorkoutOrder.NEWEST
        direction = "descending" if is_newest else "ascending" if is_oldest else ""
        return {
            "name": self._column("Workout", WorkoutOrder.NAME, "ascending"),
            "date": SortColumn("Date", self._sort_url(date_order), direction),
            "distance": self._column("Distance", WorkoutOrder.LONGEST_DISTANCE, "descending"),
            "time": self._column("Time", WorkoutOrder.LONGEST_TIME, "descending"),
        }

    def _column(self, label: str, order: WorkoutOrder, direction: str) -> SortColumn:
        is_sorted = self.query.order is order
        return SortColumn(label, "" if is_sorted else self._sort_url(order), direction if is_sorted else "")

    def _sort_url(self, order: WorkoutOrder) -> str:
        return self.query.url(page="", sort="" if order is WorkoutOrder.NEWEST else order)

    @property
    def views(self) -> list[Link]:
        """Returns the links to the year, the month and the list.

        Year and month are those of the filters, else those of the first workout.
        """
        day = self.rows[0].workout.local_date if self.rows else None
        year, month = self.query.get("year") or (day and day.year), self.query.get("month") or (day and day.month)
        return calendar_views(int(year or 0), int(month or 0), self.query.url(page=""))


def workout_list_page(query: WorkoutQuery, account: Account) -> WorkoutListPage:
    """Reads a page of the list in five queries; of a page beyond the last one, the last."""
    units, expected = units_of(account.units), load_expected_providers()
    leaders = find_leaders(query.to_filter(units), query.order, expected)
    division = Paginator(leaders, PAGE_SIZE).get_page(query.get("page") or 1)
    rows = [WorkoutRow(workout) for workout in load_led_workouts(list(division), expected)]
    return WorkoutListPage(query, division, rows, FilterForm(query, load_filter_choices(), expected, units))
