"""Builds the page of a year: a square for each day, and a table of months."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from activities.calendar import Month, months_of, weekday_column
from activities.local_time import format_weekday_and_day
from activities.provider_labels import ProviderLabel, sorted_labels
from matching.state import State, worst
from matching.summaries import WorkoutSummary
from matching.web.pages.compute_totals import compute_totals
from matching.web.pages.filters import YearFilter
from matching.web.pages.legend import LegendEntry, legend_entries
from matching.web.pages.links import Link, calendar_views
from matching.web.pages.totals import Totals
from matching.web.pages.wording import format_count, join_words
from matching.web.pages.workout_query import workouts_url
from matching.web.svg.day_square import GAP, SIZE, DaySquare, draw_square

STEP = SIZE + 3 * GAP
"""The squares are this many pixels apart, from edge to edge."""
_TITLE_ENDINGS = {State.POSSIBLE_DUPLICATE: ", possible duplicate", State.DIFFERS: ", values differ"}


@dataclass(frozen=True, slots=True)
class DayCell:
    """Represents one day at its place in the month, in pixels; `square` is None on a day without a workout."""

    left: int
    top: int
    square: DaySquare | None
    title: str


@dataclass(frozen=True, slots=True)
class MonthBlock:
    """Represents one month of the grid, and its row in the table; `filtered` counts what the filter selects."""

    month: Month
    cells: list[DayCell]
    totals: Totals
    filtered: Totals
    today: DayCell | None

    @property
    def label(self) -> str:
        """Returns the text for screen readers."""
        return f"{self.month.name}: {self.totals.summary}"


@dataclass(frozen=True, slots=True)
class YearPage:
    """Represents a year, its months from January on; `filtered` counts what the filter selects.

    `lanes` are the providers that a square has lanes for.
    """

    year: int
    filter: YearFilter
    lanes: tuple[ProviderLabel, ...]
    months: list[MonthBlock]
    totals: Totals
    filtered: Totals

    @property
    def squares(self) -> list[DaySquare]:
        """Returns the different squares on the page; each is defined once."""
        cells = (cell.square for block in self.months for cell in block.cells)
        squares = {square.id: square for square in cells if square}
        return [squares[id] for id in sorted(squares)]

    @property
    def table_months(self) -> list[MonthBlock]:
        """Returns the months of the table, the newest first."""
        return [block for block in reversed(self.months) if block.filtered.total]

    @property
    def legend(self) -> list[LegendEntry]:
        """Returns the legend of the squares."""
        return list(legend_entries(self.totals.counts, len(self.lanes)))

    @property
    def newest(self) -> Month:
        """Returns the last month with a workout; January in an empty year."""
        return next((block.month for block in reversed(self.months) if block.totals.total), self.months[0].month)

    @property
    def empty_title(self) -> str:
        """Returns the title of an empty year."""
        return f"No workouts in {self.year}"

    @property
    def views(self) -> list[Link]:
        """Returns the links to the year, its newest month, and the list of what the filter selects."""
        return calendar_views(self.year, self.newest.number, self.list_url())

    def list_url(self, **parameters: str | int) -> str:
        """Returns the address of the list with the workouts of the year that the filter selects, and fewer by more."""
        return workouts_url(**{"year": self.year, **self.filter.parameters, **parameters})

    def missing_list_url(self, provider: str, month: int | None) -> str:
        """Returns the address of the list of what is missing on a provider too; empty where another one is selected."""
        return self.list_url(missing=provider, month=month or "") if self.filter.missing in (None, provider) else ""

    @property
    def year_list_url(self) -> str:
        """Returns the address of the list with all workouts of the year."""
        return workouts_url(year=self.year)

    @property
    def list_label(self) -> str:
        """Returns the text of the link to the list of what a filter selects; empty when it selects nothing."""
        count = self.filtered.total
        return f"List {'this workout' if count == 1 else f'these {count:,} workouts'}" if count else ""

    @property
    def filter_text(self) -> str:
        """Returns what a filtered page shows: `1 differs`, `4 possible duplicates`, `8 missing on Strava`."""
        return self.filter.describe(self.filtered)


@dataclass(frozen=True, slots=True)
class _YearGrid:
    lanes: tuple[ProviderLabel, ...]
    filter: YearFilter
    week_start: int
    today: date

    def month_block(self, month: Month, workouts: Sequence[WorkoutSummary]) -> MonthBlock:
        by_day: dict[date, list[WorkoutSummary]] = defaultdict(list)
        selected = self.filter.select(workouts)
        for workout in selected:
            by_day[workout.day].append(workout)
        cells = list(self._cells(month, by_day))
        is_this_month = (self.today.year, self.today.month) == (month.year, month.number)
        today = cells[self.today.day - 1] if is_this_month else None
        return MonthBlock(month, cells, *_totals(workouts, selected), today)

    def _cells(self, month: Month, by_day: dict[date, list[WorkoutSummary]]) -> Iterator[DayCell]:
        shift = weekday_column(month.first, self.week_start)
        for day in month.days():
            workouts = by_day.get(day, [])
            if workouts or day <= self.today:
                week, weekday = divmod(shift + day.day - 1, 7)
                square = self._square(workouts) if workouts else None
                yield DayCell(week * STEP, weekday * STEP, square, _day_title(day, workouts) if workouts else "")

    def _square(self, workouts: Sequence[WorkoutSummary]) -> DaySquare:
        missing = _missing_providers(workouts)
        return draw_square(tuple(lane.provider in missing for lane in self.lanes), _state(workouts))


def year_page(
    year: int, workouts: Sequence[WorkoutSummary], filter: YearFilter, week_start: int, today: date
) -> YearPage:
    """Returns the page of a year from its workouts; a day whose workouts the filter leaves out is drawn as a dot."""
    lanes = sorted_labels(provider for workout in workouts for provider in workout.providers | workout.missing)
    by_month: dict[int, list[WorkoutSummary]] = defaultdict(list)
    for workout in workouts:
        by_month[workout.day.month].append(workout)
    grid = _YearGrid(lanes, filter, week_start, today)
    months = [grid.month_block(month, by_month[month.number]) for month in months_of(year)]
    return YearPage(year, filter, lanes, months, *_totals(workouts, filter.select(workouts)))


def _totals(workouts: Sequence[WorkoutSummary], selected: Sequence[WorkoutSummary]) -> tuple[Totals, Totals]:
    """Returns the totals of all workouts, and of those that the filter selects: the same without a filter."""
    totals = compute_totals(workouts)
    return totals, totals if selected is workouts else compute_totals(selected)


def _day_title(day: date, workouts: Sequence[WorkoutSummary]) -> str:
    """Returns `Sun 10: 2 workouts, values differ, missing on Strava`."""
    count = format_count(len(workouts), "workout")
    title = f"{format_weekday_and_day(day)}: {count}{_TITLE_ENDINGS.get(_state(workouts), '')}"
    missing = sorted_labels(_missing_providers(workouts))
    return f"{title}, missing {join_words([label.phrase for label in missing])}" if missing else title


def _state(workouts: Sequence[WorkoutSummary]) -> State:
    return worst(workout.state for workout in workouts)


def _missing_providers(workouts: Sequence[WorkoutSummary]) -> set[str]:
    return {provider for workout in workouts for provider in workout.missing}
