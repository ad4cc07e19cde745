"""Draws the square of a day: one lane for each provider, and a shape that tells the state."""

from dataclasses import dataclass
from functools import lru_cache

from matching.state import State

SIZE, GAP = 17, 1
"""These are the side of a square and the gap between its lanes, in pixels."""


@dataclass(frozen=True, slots=True)
class SquareLane:
    """Represents a provider, in pixels from the top; `is_missing` says that a workout of the day is missing there."""

    top: float
    height: float
    is_missing: bool


@dataclass(frozen=True, slots=True)
class DaySquare:
    """Represents a drawn square; equal days share one by its `id`, such as `d-1101-missing`."""

    id: str
    state: State
    lanes: tuple[SquareLane, ...]


@lru_cache(maxsize=1000)
def draw_square(missing: tuple[bool, ...], state: State) -> DaySquare:
    """Returns the square of a day; `missing` says for each provider, in the athlete's order, if it is missing there."""
    id = f"d-{''.join('0' if is_missing else '1' for is_missing in missing)}-{state}"
    if state is State.POSSIBLE_DUPLICATE:
        return DaySquare(id, state, ())
    return DaySquare(id, state, _lanes(missing) if any(missing) else (SquareLane(0, SIZE, False),))


def _lanes(missing: tuple[bool, ...]) -> tuple[SquareLane, ...]:
    height = (SIZE - GAP * (len(missing) - 1)) / len(missing)
    return tuple(
        SquareLane(round(place * (height + GAP), 2), round(height, 2), is_missing)
        for place, is_missing in enumerate(missing)
    )
