"""Says why activities are one workout, or may be: sentences with a figure each, for and against."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from activities.sports import OTHER
from matching.engine.candidate import Candidate
from matching.engine.clock_shift import clock_shift_s
from matching.engine.pair import Pair, compare_pair, relative_gap
from matching.engine.thresholds import (
    ALIGNED_START_S,
    DUPLICATE_START_S,
    EVIDENCE_GAP,
    EVIDENCE_LENGTH_S,
    HALF_SHARE,
)
from matching.engine.wording import duration_text, percent_text

CERTAIN, LIKELY = "certain", "likely"
"""These are the two degrees of confidence."""

SAME_SHARE = 0.0005
"""This share is the smallest gap that is shown; values with a smaller one are called the same."""

LENGTH_LABELS = {"elapsed_s": "Elapsed times", "moving_s": "Moving times", "timer_s": "Timer times"}


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason is a piece of evidence: its text is `before figure after`, its `value` in seconds or as a share."""

    code: str
    value: float
    before: str
    figure: str
    after: str
    is_against: bool = False

    @property
    def text(self) -> str:
        """Returns the reason as one sentence."""
        return f"{self.before}{self.figure}{self.after}"


def find_reasons(activities: Sequence[Candidate]) -> list[Reason]:
    """Returns the evidence about two or more activities, the worst figure of each kind; nothing about a single one."""
    if len(activities) < 2:
        return []
    pairs = [(a, b, compare_pair(a, b)) for a, b in combinations(activities, 2)]
    lengths = (reason for field in LENGTH_LABELS for reason in _lengths(activities, field))
    clock = list(_clock(activities))
    return [
        *_stated(pairs),
        *(clock or _times(pairs, len(activities))),
        *_distances(pairs),
        *lengths,
        *_sports(activities),
    ]


def match_confidence(activities: Sequence[Candidate]) -> str:
    """Returns `certain` where every two agree closely in start, length and distance, or one states the other's ID.

    Returns `likely` otherwise.
    """
    return CERTAIN if all(_agree_closely(a, b) for a, b in combinations(activities, 2)) else LIKELY


def _agree_closely(a: Candidate, b: Candidate) -> bool:
    if a.states(b) or b.states(a):
        return True
    pair = compare_pair(a, b)
    if pair.length_gap_s is None or pair.length_gap is None or "hidden_time" in a.flags | b.flags:
        return False
    has_same_length = pair.length_gap_s <= EVIDENCE_LENGTH_S or pair.length_gap <= EVIDENCE_GAP
    return pair.start_gap_s <= DUPLICATE_START_S and has_same_length and (pair.distance_gap or 0) <= EVIDENCE_GAP


def _stated(pairs: Sequence[tuple[Candidate, Candidate, Pair]]) -> Iterator[Reason]:
    if count := sum(a.states(b) or b.states(a) for a, b, _ in pairs):
        yield Reason("stated_id", count, "One of them states the ", "ID", " of the other.")


def _clock(activities: Sequence[Candidate]) -> Iterator[Reason]:
    shift = max((clock_shift_s(a, b) or 0 for a, b in combinations(activities, 2)), default=0)
    if shift:
        figure = f"exactly {duration_text(shift)}"
        yield Reason("clock", shift, "Their clocks are ", figure, " apart, and all the rest is equal.", is_against=True)


def _times(pairs: Sequence[tuple[Candidate, Candidate, Pair]], count: int) -> Iterator[Reason]:
    measured = [pair for a, b, pair in pairs if "hidden_time" not in a.flags | b.flags]
    if not measured:
        return
    start = max(pair.start_gap_s for pair in measured)
    yield _gap("start", start, count)
    ends = [pair.end_gap_s for pair in measured if pair.end_gap_s is not None]
    if ends:
        yield _gap("end", max(ends), count)
    overlaps = [pair.overlap for pair in measured if pair.overlap is not None]
    if overlaps:
        least = min(overlaps)
        figure, is_against = percent_text(least), least < HALF_SHARE
        yield Reason("overlap", least, "They overlap for ", figure, " of the time.", is_against)


def _gap(code: str, seconds: float, count: int) -> Reason:
    """Returns how far the starts or ends of some activities lie apart."""
    if round(seconds) == 0:
        return Reason(code, seconds, "Same ", code, ".")
    before, after = (f"They {code} ", " apart.") if count == 2 else (f"All {code} within ", " of each other.")
    return Reason(code, seconds, before, duration_text(seconds), after, is_against=seconds > ALIGNED_START_S)


def _distances(pairs: Sequence[tuple[Candidate, Candidate, Pair]]) -> Iterator[Reason]:
    gaps = [pair.distance_gap for _, _, pair in pairs if pair.distance_gap is not None]
    if gaps:
        yield _agreement("distance", "Distances", max(gaps), max(gaps) > EVIDENCE_GAP)


def _lengths(activities: Sequence[Candidate], field: str) -> Iterator[Reason]:
    given = [value for activity in activities if (value := getattr(activity, field))]
    share = relative_gap(max(given), min(given)) if len(given) > 1 else None
    if share is None:
        return
    gap_s = max(given) - min(given)
    if gap_s > EVIDENCE_LENGTH_S and share > EVIDENCE_GAP:
        yield Reason(field, gap_s, f"{LENGTH_LABELS[field]} differ by ", duration_text(gap_s), ".", is_against=True)
    else:
        yield _agreement(field, LENGTH_LABELS[field], share, is_against=False)


def _agreement(code: str, label: str, share: float, is_against: bool) -> Reason:
    if share < SAME_SHARE:
        return Reason(code, share, "Same ", label.lower().removesuffix("s"), ".")
    verb = "differ by" if is_against else "agree within"
    return Reason(code, share, f"{label} {verb} ", percent_text(share), ".", is_against)


def _sports(activities: Sequence[Candidate]) -> Iterator[Reason]:
    families = sorted({activity.family for activity in activities} - {OTHER})
    if len(families) > 1:
        yield Reason("sport", len(families), "Their sports differ: ", ", ".join(families), ".", is_against=True)
    elif families and all(activity.family != OTHER for activity in activities):
        yield Reason("sport", 1, "All are ", families[0], ".")
