"""Divides a bar by state: it shows which share of a month's workouts is complete, and which is not."""

from collections.abc import Mapping
from dataclasses import dataclass

from matching.state import State

ORDER = (State.COMPLETE, State.MISSING, State.DIFFERS, State.POSSIBLE_DUPLICATE)


@dataclass(frozen=True, slots=True)
class BarSegment:
    """Represents the workouts of one state, in percent of the bar's width."""

    state: State
    left: float
    width: float


def bar_segments(counts: Mapping[State, int]) -> list[BarSegment]:
    """Returns the segments of the bar, complete workouts first; none when there are no workouts."""
    total, left, segments = sum(counts.values()), 0.0, []
    for state in ORDER:
        if count := counts.get(state, 0):
            width = 100 * count / total
            segments.append(BarSegment(state, round(left, 2), round(width, 2)))
            left += width
    return segments
