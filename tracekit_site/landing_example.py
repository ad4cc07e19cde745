"""Builds the example on the landing page: half a year of an athlete's days."""

from calendar import month_name, monthrange
from dataclasses import dataclass

from matching.state import State
from matching.web.pages.year import STEP
from matching.web.svg.day_square import DaySquare, draw_square

YEAR = 2026
SQUARES_BY_SIGN = {
    "#": draw_square((False, False), State.COMPLETE),
    "-": draw_square((False, True), State.MISSING),
    "_": draw_square((True, False), State.MISSING),
    "/": draw_square((False, False), State.DIFFERS),
    "?": draw_square((False, False), State.POSSIBLE_DUPLICATE),
    ".": None,
}
MONTH_SIGNS = {
    3: "#.#-.##.#./#..#-.##.#.#_..##.#/",
    4: "#..##.#.#-/#.##..#.##.##.#.##?",
    5: "##.#.-#.#/##.###.##..#-.#/##.##",
    6: "#._#.##?##.#.##.#-./#.##.##.#-",
    7: "#.#..##.#.#-..#.....#.##.#.##/#",
    8: "##.-#.#/##..##.##.#.#_.#?#.##.#",
}
"""Each sign is a day: `#` complete, `-` missing on Strava, `_` on Strava alone, `/` differs, `.` without a workout.

`?` is a possible duplicate.
"""


@dataclass(frozen=True, slots=True)
class ExampleMonth:
    """Represents a month: its name, a description in words, and its days as x, y (in pixels) and square, if any."""

    name: str
    description: str
    days: list[tuple[int, int, DaySquare | None]]


@dataclass(frozen=True, slots=True)
class LandingExample:
    """Holds some months, and the different squares in them."""

    months: list[ExampleMonth]
    squares: list[DaySquare]


def landing_example() -> LandingExample:
    """Returns the example. Weeks run from left to right, with Mondays on top."""
    months = [_month(number, signs) for number, signs in MONTH_SIGNS.items()]
    return LandingExample(months, [square for square in SQUARES_BY_SIGN.values() if square])


def _month(number: int, signs: str) -> ExampleMonth:
    first_weekday, length = monthrange(YEAR, number)
    positions = range(first_weekday, first_weekday + length)
    days = [
        (position // 7 * STEP, position % 7 * STEP, SQUARES_BY_SIGN[sign])
        for position, sign in zip(positions, signs, strict=True)
    ]
    workout_days, complete_days = length - signs.count("."), signs.count("#")
    name = month_name[number]
    description = f"{name}: {workout_days} days with a workout, {complete_days} of them complete"
    return ExampleMonth(name[:3], description, days)
