"""Explains the squares: how each state is drawn, what it means, and how many workouts have it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from matching.state import State
from matching.web.svg.day_square import DaySquare, draw_square

_MEANINGS = {
    State.COMPLETE: ("Complete", "everything matches"),
    State.MISSING: ("Missing somewhere", "not on every service"),
    State.DIFFERS: ("Differs", "values don’t match"),
    State.POSSIBLE_DUPLICATE: ("Needs your answer", "possible duplicate"),
}


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """Represents one state in the legend."""

    square: DaySquare
    title: str
    meaning: str
    count: int


def state_title(state: State) -> str:
    """Returns what a state is called: `Missing somewhere`."""
    title, _ = _MEANINGS[state]
    return title


def legend_entries(counts: Mapping[State, int], lane_count: int) -> Iterator[LegendEntry]:
    """Yields the states that workouts on `lane_count` providers can have; with a single one nothing is missing."""
    for state, (title, meaning) in _MEANINGS.items():
        if state is not State.MISSING or lane_count > 1:
            missing = tuple(lane == 1 and state is State.MISSING for lane in range(max(lane_count, 1)))
            yield LegendEntry(draw_square(missing, state), title, meaning, counts.get(state, 0))
