"""The example on the landing page: half a year of somebody's days."""

from calendar import month_name, monthrange
from dataclasses import dataclass

from matching.state import State
from matching.web.pages.year import STEP
from matching.web.svg.square import Square, square

YEAR = 2026
SQUARES = {
    "#": square((False,), State.WHOLE),
    "/": square((False,), State.DIFFERS),
    "?": square((False,), State.POSSIBLE),
    ".": None,
}
DAYS = {
    3: "#.##.##.#./#..##.##.#.##..##.#/",
    4: "#..##.#.##/#.##..#.##.##.#.##?",
    5: "##.#.##.#/##.###.##..##.#/##.##",
    6: "#.##.##?##.#.##.##./#.##.##.##",
    7: "#.#..##.#.##..#.....#.##.#.##/#",
    8: "##.##.#/##..##.##.#.##.#?#.##.#",
}
"""A sign for each day: all say the same, they differ, the athlete is asked, nothing was done."""


@dataclass(frozen=True, slots=True)
class ExampleMonth:
    """A month's name, the same in words, and its days: places in pixels and what stands there, None for nothing."""

    name: str
    sentence: str
    days: list[tuple[int, int, Square | None]]


@dataclass(frozen=True, slots=True)
class LandingExample:
    """Some months, and the different squares in them."""

    months: list[ExampleMonth]
    squares: list[Square]


def landing_example() -> LandingExample:
    """The example. Weeks run from left to right, Mondays on top."""
    return LandingExample(
        [_month(number, signs) for number, signs in DAYS.items()], [one for one in SQUARES.values() if one]
    )


def _month(number: int, signs: str) -> ExampleMonth:
    first, length = monthrange(YEAR, number)
    places = ((first + day) for day in range(length))
    days = [(at // 7 * STEP, at % 7 * STEP, SQUARES[sign]) for at, sign in zip(places, signs, strict=True)]
    done, agreed = length - signs.count("."), signs.count("#")
    name = month_name[number]
    return ExampleMonth(name[:3], f"{name}: {done} days with a workout, {agreed} on which all agree", days)
