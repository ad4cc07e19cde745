"""Why activities are one workout, or may be: sentences with a figure each, for and against."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from activities.sports import OTHER
from matching.engine.candidate import Candidate
from matching.engine.pair import Pair, gap, pair_of
from matching.engine.verdict import ALIGNED_S, TWIN_START_S, shifted_s
from matching.engine.wording import duration_text, percent

CERTAIN, LIKELY = "certain", "likely"
LIMIT_S, LIMIT = 60, 0.05
"""Lengths and distances that differ by more speak against one workout."""
LENGTHS = {"elapsed_s": "Elapsed times", "moving_s": "Moving times", "timer_s": "Timer times"}


@dataclass(frozen=True, slots=True)
class Reason:
    """One piece of evidence: `before figure after` is its sentence, `value` the figure in seconds or as a share."""

    code: str
    value: float
    before: str
    figure: str
    after: str
    against: bool = False

    def sentence(self) -> str:
        """The whole sentence."""
        return f"{self.before}{self.figure}{self.after}"


def reasons(activities: Sequence[Candidate]) -> list[Reason]:
    """The evidence about two or more activities, the worst figure of each kind; empty for a single one."""
    if len(activities) < 2:
        return []
    pairs = [(a, b, pair_of(a, b)) for a, b in combinations(activities, 2)]
    found = [*_clock(activities), *_times(pairs, len(activities)), *_distances(pairs)]
    return [*found, *(reason for field in LENGTHS for reason in _lengths(activities, field)), *_sports(activities)]


def confidence(activities: Sequence[Candidate]) -> str:
    """`certain` where every two agree closely in start, length and distance; else `likely`."""
    return CERTAIN if all(_close(pair_of(a, b), a, b) for a, b in combinations(activities, 2)) else LIKELY


def _close(pair: Pair, a: Candidate, b: Candidate) -> bool:
    if pair.length_gap_s is None or pair.length_gap is None or "hidden_time" in a.flags | b.flags:
        return False
    lengths = pair.length_gap_s <= LIMIT_S or pair.length_gap <= LIMIT
    return pair.start_gap_s <= TWIN_START_S and lengths and (pair.distance_gap or 0) <= LIMIT


def _clock(activities: Sequence[Candidate]) -> Iterator[Reason]:
    shift = max((shifted_s(a, b) or 0 for a, b in combinations(activities, 2)), default=0)
    if shift:
        figure = f"exactly {duration_text(shift)}"
        yield Reason("clock", shift, "Their clocks are ", figure, " apart, and all the rest is equal.", against=True)


def _times(pairs: Sequence[tuple[Candidate, Candidate, Pair]], many: int) -> Iterator[Reason]:
    measured = [pair for a, b, pair in pairs if "hidden_time" not in a.flags | b.flags]
    if not measured:
        return
    start = max(pair.start_gap_s for pair in measured)
    before, after = ("They start ", " apart.") if many == 2 else ("All start within ", " of each other.")
    yield Reason("start", start, before, duration_text(start), after, against=start > ALIGNED_S)
    ends = [pair.end_gap_s for pair in measured if pair.end_gap_s is not None]
    if ends:
        end = max(ends)
        before, after = ("They end ", " apart.") if many == 2 else ("All end within ", " of each other.")
        yield Reason("end", end, before, duration_text(end), after, against=end > ALIGNED_S)
    overlaps = [pair.overlap for pair in measured if pair.overlap is not None]
    if overlaps:
        least = min(overlaps)
        yield Reason("overlap", least, "They overlap for ", percent(least), " of the time.", against=least < 0.5)


def _distances(pairs: Sequence[tuple[Candidate, Candidate, Pair]]) -> Iterator[Reason]:
    gaps = [pair.distance_gap for _, _, pair in pairs if pair.distance_gap is not None]
    if gaps:
        yield _agreement("distance", "Distances", max(gaps), max(gaps) > LIMIT)


def _lengths(activities: Sequence[Candidate], field: str) -> Iterator[Reason]:
    given = [value for one in activities if (value := getattr(one, field))]
    share = gap(max(given), min(given)) if len(given) > 1 else None
    if share is None:
        return
    apart = max(given) - min(given)
    if apart > LIMIT_S and share > LIMIT:
        yield Reason(field, apart, f"{LENGTHS[field]} differ by ", duration_text(apart), ".", against=True)
    else:
        yield _agreement(field, LENGTHS[field], share, against=False)


def _agreement(code: str, what: str, share: float, against: bool) -> Reason:
    verb = "differ by" if against else "agree within"
    return Reason(code, share, f"{what} {verb} ", percent(share), ".", against)


def _sports(activities: Sequence[Candidate]) -> Iterator[Reason]:
    families = sorted({one.family for one in activities} - {OTHER})
    if len(families) > 1:
        yield Reason("sport", len(families), "Their sports differ: ", ", ".join(families), ".", against=True)
    elif families and all(one.family != OTHER for one in activities):
        yield Reason("sport", 1, "All are ", families[0], ".")
