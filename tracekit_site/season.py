"""The example on the landing page: half a year of somebody's days."""

from calendar import month_name, monthrange
from collections.abc import Iterator
from dataclasses import dataclass

YEAR = 2026
STEP = 20
"""Pixels from one square to the next."""

SQUARES = {"#": "whole", "/": "differs", "?": "possible", ".": "rest"}
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
class Month:
    """A month of squares, each a place in pixels and the symbol that goes there, and the same in words."""

    name: str
    sentence: str
    squares: list[tuple[int, int, str]]


def season() -> Iterator[Month]:
    """The example's months; weeks run from left to right, Mondays on top."""
    for number, days in DAYS.items():
        first, length = monthrange(YEAR, number)
        squares = [((first + day) // 7 * STEP, (first + day) % 7 * STEP, SQUARES[sign]) for day, sign in enumerate(days)]
        sentence = f"{month_name[number]}: {length - days.count('.')} days with a workout, {days.count('#')} on which all agree"
        yield Month(month_name[number][:3], sentence, squares)
