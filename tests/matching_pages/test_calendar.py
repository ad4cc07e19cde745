"""Tests the arithmetic of months, weeks and years."""

from datetime import date

import pytest

from activities.calendar import Month, NeighborDays, week_number, weekday_column

MAY = Month(2026, 5)
TODAY = date(2026, 11, 24)


def test_a_month_has_a_first_and_a_last_day() -> None:
    assert (MAY.first, MAY.last, str(MAY)) == (date(2026, 5, 1), date(2026, 5, 31), "May 2026")
    assert Month(2024, 2).last.day == 29
    assert Month(2026, 12).last == date(2026, 12, 31)


def test_months_continue_across_years() -> None:
    assert Month(2026, 12).plus_months(1) == Month(2027, 1)
    assert Month(2026, 1).plus_months(-1) == Month(2025, 12)


@pytest.mark.parametrize(("start", "first"), [(0, date(2026, 4, 27)), (6, date(2026, 4, 26)), (5, date(2026, 4, 25))])
def test_weeks_are_whole_and_begin_on_the_athletes_day(start: int, first: date) -> None:
    weeks = MAY.weeks(start)
    assert weeks[0][0] == first
    assert all(len(week) == 7 and weekday_column(week[0], start) == 0 for week in weeks)
    assert weeks[0][0] <= MAY.first
    assert weeks[-1][-1] >= MAY.last


def test_a_february_can_have_four_weeks() -> None:
    assert len(Month(2027, 2).weeks(0)) == 4


def test_a_week_has_the_number_of_the_year_that_most_of_it_lies_in() -> None:
    assert week_number(Month(2027, 1).weeks(0)[0]) == 53
    assert week_number(MAY.weeks(6)[1]) == 19


@pytest.mark.parametrize(
    ("year", "has_workouts", "before", "after", "is_reached"),
    [
        (2026, False, None, None, True),
        (2025, False, None, None, False),
        (2027, False, None, None, False),
        (2019, False, None, date(2020, 1, 1), False),
        (2020, True, None, date(2024, 1, 1), True),
        (2022, False, date(2020, 1, 1), date(2024, 1, 1), True),
        (2027, False, date(2026, 1, 1), None, False),
        (2030, True, date(2026, 1, 1), None, True),
        (2028, False, date(2026, 1, 1), date(2030, 1, 1), True),
    ],
)
def test_the_calendar_reaches_from_the_first_workout_to_this_year(
    year: int, has_workouts: bool, before: date | None, after: date | None, is_reached: bool
) -> None:
    assert NeighborDays(before, after, TODAY).has_year(year, has_workouts) is is_reached


def test_an_empty_month_of_a_year_with_workouts_is_reached() -> None:
    assert NeighborDays(None, date(2025, 5, 1), TODAY).has_year(2025, has_workouts=False)
    assert NeighborDays(date(2030, 5, 1), None, TODAY).has_year(2030, has_workouts=False)
