"""A bar in parts: how many of a month's workouts stand how."""

from collections.abc import Mapping
from dataclasses import dataclass

from matching.state import State

ORDER = (State.WHOLE, State.MISSING, State.DIFFERS, State.POSSIBLE)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the bar, in percent of its width."""

    state: State
    left: float
    width: float


def share_bar(counts: Mapping[State, int]) -> list[Part]:
    """The parts of the bar, the complete ones first; empty when there is nothing to share."""
    total, left, parts = sum(counts.values()), 0.0, []
    for state in ORDER:
        if count := counts.get(state, 0):
            width = 100 * count / total
            parts.append(Part(state, round(left, 2), round(width, 2)))
            left += width
    return parts
