"""Decides whether two activities are one workout, a duplicate, a question to the athlete, or different workouts."""

from dataclasses import dataclass

from activities.sports import OTHER
from matching.engine.candidate import Candidate
from matching.engine.clock_shift import clock_shift_s
from matching.engine.pair import Pair, can_be_one_workout, compare_pair
from matching.engine.thresholds import (
    ALIGNED_LENGTH_GAP,
    ALIGNED_START_S,
    CLOCK_TOLERANCE_S,
    CLOSE_DISTANCE_GAP,
    CLOSE_PACE_GAP,
    DAY_S,
    DUPLICATE_DISTANCE_GAP,
    DUPLICATE_LENGTH_S,
    DUPLICATE_SHARE,
    DUPLICATE_START_S,
    EQUAL_GAP,
    HALF_SHARE,
    LOOSE_DISTANCE_GAP,
    MATCH_SHARE,
    NEAR_START_S,
    PART_INSIDE,
    PART_MAX_SHARE,
    SHORT_PART_SHARE,
)
from matching.engine.verdict_kind import VerdictKind


@dataclass(frozen=True, slots=True)
class Verdict:
    """A verdict says what two activities are to each other.

    `cost` grows with how far they differ and is 0 for equal ones. `is_joinable` says whether the two may end up in one
    cluster.
    """

    kind: VerdictKind
    cost: float
    is_joinable: bool


def judge(a: Candidate, b: Candidate) -> Verdict | None:
    """Returns the verdict about two neighbors; None means that they are different workouts."""
    if not can_be_one_workout(a, b):
        return None
    if a.states(b) or b.states(a):
        return Verdict(VerdictKind.MATCH, 0.0, is_joinable=True)
    pair = compare_pair(a, b)
    kind = _kind(a, b, pair)
    return Verdict(kind, _cost(pair), _is_joinable(kind, pair)) if kind else None


def _kind(a: Candidate, b: Candidate, pair: Pair) -> VerdictKind | None:
    flags = a.flags | b.flags
    if "hidden_time" in flags:
        return _kind_of_hidden_start(a, b, pair) if pair.is_same_family else None
    if not pair.is_same_family:
        return VerdictKind.SPORT_MISMATCH if pair.start_gap_s <= CLOCK_TOLERANCE_S and pair.is_equal else None
    is_measured = "manual" not in flags
    if a.source == b.source:
        return _kind_of_one_source(pair, is_measured)
    if clock_shift_s(a, b):
        return VerdictKind.CLOCK_SHIFT
    if is_measured and _is_match(pair):
        return VerdictKind.MATCH
    return _question_kind(pair, has_known_family=a.family == b.family != OTHER)


def _is_match(pair: Pair) -> bool:
    if pair.share is None or pair.length_gap is None:
        return _starts_match(pair)
    if _has_other_pauses(pair) or (pair.share >= HALF_SHARE and pair.is_equal):
        return True
    is_aligned = min(pair.start_gap_s, pair.end_gap_s or 0) <= ALIGNED_START_S
    if is_aligned and pair.share >= HALF_SHARE and pair.length_gap <= ALIGNED_LENGTH_GAP:
        return _is_within(pair.distance_gap, LOOSE_DISTANCE_GAP)
    is_close = _is_within(pair.distance_gap, CLOSE_DISTANCE_GAP) or _is_within(pair.pace_gap, CLOSE_PACE_GAP)
    return pair.share >= MATCH_SHARE and is_close


def _starts_match(pair: Pair) -> bool:
    """Returns whether the starts are close enough for a match when a length is missing."""
    limit = DUPLICATE_START_S if pair.share is None or pair.distance_gap is None else ALIGNED_START_S
    return pair.start_gap_s <= limit and _shares_half(pair) and _is_within(pair.distance_gap, CLOSE_DISTANCE_GAP)


def _has_other_pauses(pair: Pair) -> bool:
    """Returns whether only one of the two counts pauses: start and distance are equal, the times differ."""
    has_same_start = pair.start_gap_s <= CLOCK_TOLERANCE_S
    return has_same_start and pair.distance_gap is not None and pair.distance_gap <= EQUAL_GAP


def _question_kind(pair: Pair, *, has_known_family: bool) -> VerdictKind | None:
    if pair.share is None or pair.inside is None:
        return VerdictKind.OVERLAP if _starts_may_match(pair) else None
    is_long = pair.share >= SHORT_PART_SHARE
    is_part = pair.inside >= PART_INSIDE if is_long else pair.inside == 1 and has_known_family
    if is_part and pair.share < PART_MAX_SHARE:
        return VerdictKind.PART_OF
    return VerdictKind.OVERLAP if pair.share >= HALF_SHARE else None


def _starts_may_match(pair: Pair) -> bool:
    if pair.start_gap_s <= CLOCK_TOLERANCE_S:
        return _is_within(pair.distance_gap, LOOSE_DISTANCE_GAP)
    limit = ALIGNED_START_S if pair.share is None else NEAR_START_S
    return pair.start_gap_s <= limit and _shares_half(pair) and _is_within(pair.distance_gap, CLOSE_DISTANCE_GAP)


def _shares_half(pair: Pair) -> bool:
    return pair.share is None or pair.share >= HALF_SHARE


def _kind_of_one_source(pair: Pair, is_measured: bool) -> VerdictKind | None:
    has_same_distance = _is_within(pair.distance_gap, DUPLICATE_DISTANCE_GAP)
    if pair.share is None or pair.length_gap_s is None:
        is_duplicate = is_measured and pair.start_gap_s <= CLOCK_TOLERANCE_S and has_same_distance
        return VerdictKind.DUPLICATE if is_duplicate else None
    if pair.share < HALF_SHARE:
        return None
    is_close = pair.start_gap_s <= DUPLICATE_START_S and pair.length_gap_s <= DUPLICATE_LENGTH_S
    is_duplicate = is_measured and is_close and pair.share >= DUPLICATE_SHARE and has_same_distance
    return VerdictKind.DUPLICATE if is_duplicate else VerdictKind.POSSIBLE_DUPLICATE


def _kind_of_hidden_start(a: Candidate, b: Candidate, pair: Pair) -> VerdictKind | None:
    """Returns SAME_DAY when everything but the start is equal: a hidden start gives only the day."""
    hidden, timed = (a, b) if "hidden_time" in a.flags else (b, a)
    is_of_the_day = -CLOCK_TOLERANCE_S <= timed.start_s - hidden.start_s < DAY_S
    return VerdictKind.SAME_DAY if a.source != b.source and is_of_the_day and pair.is_equal else None


def _is_joinable(kind: VerdictKind, pair: Pair) -> bool:
    if kind in (VerdictKind.OVERLAP, VerdictKind.PART_OF):
        is_close = _is_within(pair.distance_gap, LOOSE_DISTANCE_GAP) or _is_within(pair.pace_gap, CLOSE_PACE_GAP)
        return (pair.share or 0) >= HALF_SHARE and is_close
    return kind in (VerdictKind.MATCH, VerdictKind.DUPLICATE, VerdictKind.SAME_DAY)


def _is_within(value: float | None, limit: float) -> bool:
    return value is None or value <= limit


def _cost(pair: Pair) -> float:
    return (1 - (pair.share or 0)) + (pair.length_gap or 0) + (pair.distance_gap or 0) + pair.start_gap_s / DAY_S
