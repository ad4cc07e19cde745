"""The legend of the squares: what each state looks like, means, and how many workouts have it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from matching.state import State
from matching.web.svg.square import Square, square

_WORDS = {
    State.WHOLE: ("Complete", "all of it agrees"),
    State.MISSING: ("Missing somewhere", "a gap for each provider"),
    State.DIFFERS: ("Differs", "values do not agree"),
    State.POSSIBLE: ("Possible match", "a question for you"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the legend."""

    square: Square
    title: str
    meaning: str
    count: int


def legend(counts: Mapping[State, int], lanes: int) -> Iterator[Entry]:
    """The states that workouts on so many lanes can have; with a single one nothing is missing."""
    for state, (title, meaning) in _WORDS.items():
        if state is not State.MISSING or lanes > 1:
            holes = tuple(lane == 1 and state is State.MISSING for lane in range(max(lanes, 1)))
            yield Entry(square(holes, state), title, meaning, counts.get(state, 0))
