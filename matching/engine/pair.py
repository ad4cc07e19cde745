"""Compares two activities in numbers."""

from dataclasses import dataclass

from activities.sports import OTHER, TRANSITION
from matching.engine.candidate import Candidate
from matching.engine.thresholds import CLOCK_TOLERANCE_S, EQUAL_GAP, ROUNDING_S


@dataclass(frozen=True, slots=True)
class Pair:
    """Holds how far two activities lie apart: seconds, or shares of 0 to 1; None where one of them does not say.

    `overlap` is the part of the longer one during which both ran; `share` the same and `inside` the part of the shorter
    one, once the clocks are set against each other by at most `CLOCK_TOLERANCE_S`. Where only one says how long it was,
    `share` takes the other to be as long. `length_gap` compares like with like, and elapsed with moving too, for some
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
    is_same_family: bool

    @property
    def is_equal(self) -> bool:
        """Returns whether lengths and distances are equal; without distances, the lengths must be so to the second."""
        if self.length_gap is None or self.length_gap_s is None:
            return False
        if self.distance_gap is None:
            return self.length_gap_s <= ROUNDING_S
        return self.length_gap <= EQUAL_GAP and self.distance_gap <= EQUAL_GAP


def compare_pair(a: Candidate, b: Candidate) -> Pair:
    """Returns the numbers of two activities; they are the same whichever comes first."""
    start_gap = abs(a.start_s - b.start_s)
    is_same_family = a.family == b.family or OTHER in (a.family, b.family)
    distance_gap = relative_gap(a.distance_m, b.distance_m)
    if not (a.lengths and b.lengths):
        share = _share_if_as_long(start_gap, a.length_s or b.length_s)
        return Pair(start_gap, None, None, share, None, None, None, distance_gap, None, is_same_family)
    shorter, longer = sorted((a.length_s, b.length_s))
    together = min(a.end_s, b.end_s) - max(a.start_s, b.start_s)
    both = max(0.0, min(together + min(start_gap, CLOCK_TOLERANCE_S), shorter))
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
        None if distance_gap is None else relative_gap(_speed(a), _speed(b)),
        is_same_family,
    )


def can_be_one_workout(a: Candidate, b: Candidate) -> bool:
    """Returns False for a transition, for legs of one multisport event and for activities of one file."""
    if TRANSITION in (a.sport, b.sport) or (a.parent_id and a.parent_id == b.parent_id):
        return False
    return a.source != b.source or not a.is_file


def relative_gap(x: float | None, y: float | None) -> float | None:
    """Returns the share of the larger value that the smaller one lacks, 0 to 1; None unless both are above zero."""
    return abs(x - y) / max(x, y) if x and y else None


def _share_if_as_long(start_gap: float, length: float) -> float | None:
    return max(0.0, length - max(0.0, start_gap - CLOCK_TOLERANCE_S)) / length if length else None


def _speed(activity: Candidate) -> float:
    return (activity.distance_m or 0.0) / activity.length_s
