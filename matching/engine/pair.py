"""Two activities side by side, in numbers."""

from dataclasses import dataclass

from activities.sports import OTHER
from matching.engine.candidate import Candidate

CLOCK_S = 30
"""Two clocks that agree differ by up to this much."""


@dataclass(frozen=True, slots=True)
class Pair:
    """How far two activities lie apart: seconds, shares of 0 to 1; None where one of them does not say.

    `overlap` is the part of the longer one during which both ran; `share` the same and `inside` the part of the
    shorter one, once the clocks are set against each other by at most `CLOCK_S`.  Where only one says how long it was,
    `share` takes the other to be as long.  `length_gap` compares like with like, and elapsed with moving too, for some
    sources put the one into the other's place.
    """

    start_gap_s: float
    end_gap_s: float | None
    overlap: float | None
    share: float | None
    inside: float | None
    length_gap_s: float | None
    length_gap: float | None
    distance_gap: float | None
    pace_gap: float | None
    same_family: bool


def pair_of(a: Candidate, b: Candidate) -> Pair:
    """The numbers of two activities; the same whichever comes first."""
    start_gap = abs(a.start_s - b.start_s)
    same_family = a.family == b.family or OTHER in (a.family, b.family)
    distance_gap = gap(a.distance_m, b.distance_m)
    if not (a.lengths and b.lengths):
        share = _share_if_as_long(start_gap, a.length_s or b.length_s)
        return Pair(start_gap, None, None, share, None, None, None, distance_gap, None, same_family)
    shorter, longer = sorted((a.length_s, b.length_s))
    together = min(a.end_s, b.end_s) - max(a.start_s, b.start_s)
    both = max(0.0, min(together + min(start_gap, CLOCK_S), shorter))
    length_gap_s, length_gap = min((abs(x - y), abs(x - y) / max(x, y)) for x in a.lengths for y in b.lengths)
    return Pair(
        start_gap,
        abs(a.end_s - b.end_s),
        max(0.0, together) / longer,
        both / longer,
        both / shorter,
        length_gap_s,
        length_gap,
        distance_gap,
        None if distance_gap is None else gap(_speed(a), _speed(b)),
        same_family,
    )


def _share_if_as_long(start_gap: float, length: float) -> float | None:
    return max(0.0, length - max(0.0, start_gap - CLOCK_S)) / length if length else None


def gap(x: float | None, y: float | None) -> float | None:
    """How much of the larger value the smaller one lacks, 0 to 1; None unless both are more than nothing."""
    return abs(x - y) / max(x, y) if x and y else None


def _speed(one: Candidate) -> float:
    return (one.distance_m or 0.0) / one.length_s
