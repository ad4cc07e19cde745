"""Recognizes a suspected clock error: two activities that are equal but for a step of time zones or of GPS weeks."""

from matching.engine.candidate import Candidate
from matching.engine.pair import can_be_one_workout, compare_pair
from matching.engine.thresholds import (
    CLOCK_TOLERANCE_S,
    MAX_CLOCK_ERROR_S,
    WEEK_ROLLOVERS_S,
    ZONE_MINUTES_S,
    ZONE_STEP_S,
)

UNSURE_FLAGS = frozenset(("hidden_time", "manual"))
"""The start of an activity with one of these flags is not a measured instant."""


def clock_shift_s(a: Candidate, b: Candidate) -> int | None:
    """Returns the step, in seconds, by which the clocks of two otherwise equal activities differ; else None.

    Steps are whole hours, and the 30 or 45 minutes that some zones add, and rollovers of the GPS week; minutes, lengths
    and distances are equal.
    """
    gap_s = abs(a.start_s - b.start_s)
    step = zone_step_s(gap_s) or week_rollover_s(gap_s)
    if not step or a.source == b.source or not can_be_one_workout(a, b) or UNSURE_FLAGS & (a.flags | b.flags):
        return None
    pair = compare_pair(a, b)
    return step if pair.is_same_family and pair.is_equal else None


def zone_step_s(gap_s: float) -> int | None:
    """Returns the step between time zones that a gap of starts is, to the minute, in seconds; else None."""
    step = round(gap_s / ZONE_STEP_S) * ZONE_STEP_S
    is_zone_step = 0 < step <= MAX_CLOCK_ERROR_S and step % 3600 in ZONE_MINUTES_S
    return step if is_zone_step and abs(gap_s - step) <= CLOCK_TOLERANCE_S else None


def week_rollover_s(gap_s: float) -> int | None:
    """Returns the rollover of the GPS week that a gap of starts is, to the minute, in seconds; else None."""
    return next((step for step in WEEK_ROLLOVERS_S if abs(gap_s - step) <= CLOCK_TOLERANCE_S), None)
