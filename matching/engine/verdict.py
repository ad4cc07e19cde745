"""The rules: what two activities are to each other."""

from dataclasses import dataclass
from enum import StrEnum

from activities.sports import TRANSITION
from matching.engine.candidate import DAY_S, Candidate
from matching.engine.neighbourhood import NEAR_S
from matching.engine.pair import CLOCK_S, Pair, pair_of

ALIGNED_S = 300
"""Starts this close are one start: a device switched on late, a stop cut off."""
TWIN_START_S, TWIN_LENGTH_S = 120, 180
"""Two activities of one connection this close are one outing that it has twice."""
TWIN_SHARE = 0.8
"""So much of their time they share, too: short ones that follow each other start close together, and are two."""
EQUAL = 0.02
"""Two sources that measure the same thing agree this closely."""
CLOCK_REACH_S = 14 * 3600
"""How far a wrong clock can be off: no zone is further from UTC."""
SECOND_S = 2
"""Lengths this close are equal to the second, once both are rounded."""
UNSURE = frozenset(("hidden_time", "manual"))
"""Flags of activities whose start is not a measured instant."""


class VerdictKind(StrEnum):
    """What two activities are to each other: one workout, one workout twice, or a question to the athlete."""

    MATCH = "match"
    DUPLICATE = "duplicate"
    SHIFT = "shift"
    TWICE = "twice"
    PARTS = "parts"
    OVERLAP = "overlap"
    SPORT = "sport"
    DAY = "day"


QUESTIONS = tuple(kind for kind in VerdictKind if kind not in (VerdictKind.MATCH, VerdictKind.DUPLICATE))
"""The kinds that ask."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A kind, how far from equal the two are (0 is equal), and whether a third may tie them into one workout."""

    kind: VerdictKind
    cost: float
    fits: bool


def judge(a: Candidate, b: Candidate) -> Verdict | None:
    """What two neighbours are to each other; None means different."""
    if _apart(a, b):
        return None
    pair = pair_of(a, b)
    kind = _kind(a, b, pair)
    return Verdict(kind, _cost(pair), _fits(kind, pair)) if kind else None


def shifted_s(a: Candidate, b: Candidate) -> int | None:
    """By how many seconds the clocks of two otherwise equal activities differ, if that is a step of time zones.

    Whole hours, and the 30 or 45 minutes that some zones add; the minutes, the lengths and the distances are equal.
    """
    step = zone_step(abs(a.start_s - b.start_s))
    if not step or a.source == b.source or _apart(a, b) or UNSURE & (a.flags | b.flags):
        return None
    pair = pair_of(a, b)
    return step if pair.same_family and equal(pair) else None


def zone_step(gap_s: float) -> int | None:
    """The step between time zones that a gap of starts is, to the minute, in seconds; else None."""
    step = round(gap_s / 900) * 900
    zones = 0 < step <= CLOCK_REACH_S and step % 3600 in (0, 1800, 2700)
    return step if zones and abs(gap_s - step) <= CLOCK_S else None


def _apart(a: Candidate, b: Candidate) -> bool:
    """Never the same: a transition, legs of one outing, activities of one file."""
    if TRANSITION in (a.sport, b.sport) or (a.parent_id and a.parent_id == b.parent_id):
        return True
    return a.source == b.source and a.is_file


def _kind(a: Candidate, b: Candidate, pair: Pair) -> VerdictKind | None:
    if "hidden_time" in a.flags | b.flags:
        return _of_the_day(a, b, pair) if pair.same_family else None
    if not pair.same_family:
        return VerdictKind.SPORT if pair.start_gap_s <= CLOCK_S and equal(pair) else None
    if a.source == b.source:
        return _of_one_source(pair, "manual" not in a.flags | b.flags)
    if shifted_s(a, b):
        return VerdictKind.SHIFT
    if "manual" not in a.flags | b.flags and _matches(pair):
        return VerdictKind.MATCH
    return _question(pair)


def _matches(pair: Pair) -> bool:
    if pair.share is None or pair.length_gap is None:
        return _starts_alike(pair)
    if _pauses_left_out(pair) or (pair.share >= 0.5 and equal(pair)):
        return True
    aligned = min(pair.start_gap_s, pair.end_gap_s or 0) <= ALIGNED_S
    if aligned and pair.share >= 0.5 and pair.length_gap <= 0.1:
        return _within(pair.distance_gap, 1 / 3)
    return pair.share >= 0.65 and (_within(pair.distance_gap, 0.1) or _within(pair.pace_gap, 0.15))


def _starts_alike(pair: Pair) -> bool:
    """Where a length is missing: the starts decide, within half of the length that is known."""
    near = TWIN_START_S if pair.share is None or pair.distance_gap is None else ALIGNED_S
    return pair.start_gap_s <= near and _half_shared(pair) and _within(pair.distance_gap, 0.1)


def _pauses_left_out(pair: Pair) -> bool:
    """The same start and the same distance in less time: one of the two counts the pauses, the other does not."""
    return pair.start_gap_s <= CLOCK_S and pair.distance_gap is not None and pair.distance_gap <= EQUAL


def _question(pair: Pair) -> VerdictKind | None:
    if pair.share is None or pair.inside is None:
        return VerdictKind.OVERLAP if _may_start_alike(pair) else None
    if pair.inside >= 0.9 and 0.2 <= pair.share < 0.9:
        return VerdictKind.PARTS
    return VerdictKind.OVERLAP if pair.share >= 0.5 else None


def _may_start_alike(pair: Pair) -> bool:
    if pair.start_gap_s <= CLOCK_S:
        return _within(pair.distance_gap, 1 / 3)
    near = ALIGNED_S if pair.share is None else NEAR_S
    return pair.start_gap_s <= near and _half_shared(pair) and _within(pair.distance_gap, 0.1)


def _half_shared(pair: Pair) -> bool:
    return pair.share is None or pair.share >= 0.5


def _of_one_source(pair: Pair, measured: bool) -> VerdictKind | None:
    if pair.share is None or pair.length_gap_s is None:
        again = measured and pair.start_gap_s <= CLOCK_S and _within(pair.distance_gap, 0.05)
        return VerdictKind.DUPLICATE if again else None
    if pair.share < 0.5:
        return None
    close = measured and pair.start_gap_s <= TWIN_START_S and pair.length_gap_s <= TWIN_LENGTH_S
    return (
        VerdictKind.DUPLICATE
        if close and pair.share >= TWIN_SHARE and _within(pair.distance_gap, 0.05)
        else VerdictKind.TWICE
    )


def _of_the_day(a: Candidate, b: Candidate, pair: Pair) -> VerdictKind | None:
    """A hidden start says the day only: then all the rest must be equal."""
    hidden, other = (a, b) if "hidden_time" in a.flags else (b, a)
    in_day = -CLOCK_S <= other.start_s - hidden.start_s < DAY_S
    return VerdictKind.DAY if a.source != b.source and in_day and equal(pair) else None


def equal(pair: Pair) -> bool:
    """Whether lengths and distances are equal; without distances to compare, the lengths must be so to the second."""
    if pair.length_gap is None or pair.length_gap_s is None:
        return False
    if pair.distance_gap is None:
        return pair.length_gap_s <= SECOND_S
    return pair.length_gap <= EQUAL and pair.distance_gap <= EQUAL


def _fits(kind: VerdictKind, pair: Pair) -> bool:
    if kind in (VerdictKind.OVERLAP, VerdictKind.PARTS):
        return (pair.share or 0) >= 0.5 and (_within(pair.distance_gap, 1 / 3) or _within(pair.pace_gap, 0.15))
    return kind in (VerdictKind.MATCH, VerdictKind.DUPLICATE, VerdictKind.DAY)


def _within(value: float | None, limit: float) -> bool:
    return value is None or value <= limit


def _cost(pair: Pair) -> float:
    return (1 - (pair.share or 0)) + (pair.length_gap or 0) + (pair.distance_gap or 0) + pair.start_gap_s / DAY_S
