"""The square of a day: one lane per provider, and a state told by its shape."""

from dataclasses import dataclass

from matching.state import State

SIZE, GAP = 17, 1
"""Pixels of a square, and between its lanes."""


@dataclass(frozen=True, slots=True)
class Lane:
    """One lane, in pixels from the top; a hole is where an activity should be and is not."""

    top: float
    height: float
    hole: bool


@dataclass(frozen=True, slots=True)
class Square:
    """A drawn square; days that look alike share one by its `id`, such as `d-1101-missing`."""

    id: str
    state: State
    lanes: tuple[Lane, ...]


def square(holes: tuple[bool, ...], state: State) -> Square:
    """The square of a day whose lanes, in the athlete's order, are holes or not."""
    name = f"d-{''.join('0' if hole else '1' for hole in holes)}-{state}"
    if state is State.POSSIBLE:
        return Square(name, state, ())
    return Square(name, state, _lanes(holes) if any(holes) else (Lane(0, SIZE, False),))


def _lanes(holes: tuple[bool, ...]) -> tuple[Lane, ...]:
    height = (SIZE - GAP * (len(holes) - 1)) / len(holes)
    return tuple(Lane(round(place * (height + GAP), 2), round(height, 2), hole) for place, hole in enumerate(holes))
