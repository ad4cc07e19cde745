"""A year as squares and as a table of months."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from activities.calendar import Month, months_of, weekday_column
from activities.local_time import format_weekday_and_day
from activities.provider_labels import ProviderLabel, sorted_labels
from matching.state import State, worst
from matching.summaries import WorkoutSummary
from matching.web.pages.filters import YearFilter
from matching.web.pages.legend import Entry, legend
from matching.web.pages.totals import Totals, compute_totals
from matching.web.pages.wording import counted, listed
from matching.web.svg.square import GAP, SIZE, Square, square

STEP = SIZE + 3 * GAP
"""From one square to the next, in pixels."""
TITLES = {State.POSSIBLE: ", possible match", State.DIFFERS: ", values differ"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One day: where it stands in its month, in pixels, and its square; none of a day without a workout."""

    left: int
    top: int
    square: Square | None
    title: str


@dataclass(frozen=True, slots=True)
class MonthBlock:
    """One month of the wall, and its line in the table: `fits` counts what the filter lets through."""

    month: Month
    cells: list[Cell]
    all: Totals
    fits: Totals
    today: Cell | None

    @property
    def label(self) -> str:
        """What a screen reader hears of it."""
        return f"{self.month.name}: {self.all.sentence}"


@dataclass(frozen=True, slots=True)
class YearPage:
    """A whole year; months from January on."""

    year: int
    only: YearFilter
    lanes: tuple[ProviderLabel, ...]
    months: list[MonthBlock]
    all: Totals
    fits: Totals

    @property
    def squares(self) -> list[Square]:
        """The different squares on the page, each to be defined once."""
        cells = (cell.square for block in self.months for cell in block.cells)
        return sorted({one for one in cells if one}, key=lambda one: one.id)

    @property
    def lines(self) -> list[MonthBlock]:
        """The months of the table, the newest first."""
        return [block for block in reversed(self.months) if block.fits.total]

    @property
    def legend(self) -> list[Entry]:
        """What the squares mean."""
        return list(legend(self.all.counts, len(self.lanes)))

    @property
    def newest(self) -> Month:
        """The last month with a workout; January in an empty year."""
        return next((block.month for block in reversed(self.months) if block.all.total), self.months[0].month)

    @property
    def nothing(self) -> str:
        """What stands in an empty year."""
        return f"No workout in {self.year}"

    @property
    def showing(self) -> str:
        """What a filtered page shows: `1 differs`, `4 to decide`, `8 missing on Strava`."""
        return self.only.showing(self.fits)


@dataclass(frozen=True, slots=True)
class _Wall:
    lanes: tuple[ProviderLabel, ...]
    only: YearFilter
    week_start: int
    today: date

    def block(self, month: Month, workouts: Sequence[WorkoutSummary]) -> MonthBlock:
        by_day: dict[date, list[WorkoutSummary]] = defaultdict(list)
        fitting = [one for one in workouts if self.only.fits(one)]
        for one in fitting:
            by_day[one.day].append(one)
        cells = list(self._cells(month, by_day))
        today = cells[self.today.day - 1] if (self.today.year, self.today.month) == (month.year, month.number) else None
        return MonthBlock(month, cells, compute_totals(workouts), compute_totals(fitting), today)

    def _cells(self, month: Month, by_day: dict[date, list[WorkoutSummary]]) -> Iterator[Cell]:
        shift = weekday_column(month.first, self.week_start)
        for day in month.days():
            workouts = by_day.get(day, [])
            if workouts or day <= self.today:
                week, weekday = divmod(shift + day.day - 1, 7)
                yield Cell(week * STEP, weekday * STEP, *self._square(day, workouts))

    def _square(self, day: date, workouts: Iterable[WorkoutSummary]) -> tuple[Square | None, str]:
        workouts = list(workouts)
        if not workouts:
            return None, ""
        state = worst(one.state for one in workouts)
        gone = {provider for one in workouts for provider in one.missing}
        title = f"{format_weekday_and_day(day)}: {counted(len(workouts), 'workout')}{TITLES.get(state, '')}"
        if gone:
            title += f", missing {listed([place.phrase for place in sorted_labels(gone)])}"
        return square(tuple(lane.provider in gone for lane in self.lanes), state), title


def year_page(
    year: int, workouts: Sequence[WorkoutSummary], only: YearFilter, week_start: int, today: date
) -> YearPage:
    """The page of a year from its workouts; those that `only` does not let through fade to dots."""
    lanes = sorted_labels(provider for one in workouts for provider in one.providers | one.missing)
    by_month: dict[int, list[WorkoutSummary]] = defaultdict(list)
    for one in workouts:
        by_month[one.day.month].append(one)
    wall = _Wall(lanes, only, week_start, today)
    months = [wall.block(month, by_month[month.number]) for month in months_of(year)]
    fitting = [one for one in workouts if only.fits(one)]
    return YearPage(year, only, lanes, months, compute_totals(workouts), compute_totals(fitting))
