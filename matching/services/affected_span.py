"""Finds the complete neighborhoods around a change, with everything that the engine needs of them."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import reduce
from operator import itemgetter, or_

from django.db.models import Q

from activities.models import Activity
from matching.engine.candidate import Candidate
from matching.engine.neighborhood import neighborhoods
from matching.engine.thresholds import DAY_S, MAX_CLOCK_ERROR_S, MAX_REACH_S, NEAR_START_S, WEEK_ROLLOVERS_S
from matching.match_row import COLUMNS, MatchRow

Span = tuple[float, float]
"""A span is a stretch of time: from and until, in seconds since 1970."""

CLOCK_MARGIN_S = MAX_CLOCK_ERROR_S + NEAR_START_S
"""A question about a wrong clock can lie this far from what changed."""

ROLLOVER_SHIFTS_S = tuple(sign * shift for shift in WEEK_ROLLOVERS_S for sign in (-1, 1))
"""A question about a rollover of the GPS week lies this far from what changed."""

MAX_SPANS_IN_QUERY = 50
"""More spans are read as one, and so are those at each rollover."""


_end = itemgetter(1)


@dataclass(frozen=True, slots=True)
class AffectedSpan:
    """Holds what is rematched: rows by activity id, changed groups, and groups that a clock error may connect."""

    rows: dict[int, MatchRow]
    changed: list[list[Candidate]]
    clock_groups: list[list[Candidate]]

    @property
    def candidates(self) -> list[Candidate]:
        """Returns all activities of the span."""
        return [activity for group in self.changed + self.clock_groups for activity in group]


def affected_span(spans: Iterable[Span]) -> AffectedSpan:
    """Returns the complete neighborhoods within a day of the spans, and those that a wrong clock may connect to them.

    A hidden start can lie anywhere in its day. One query; more only when neighborhoods reach beyond the days read.
    """
    spans, reach = _merge(spans), MAX_REACH_S + DAY_S + CLOCK_MARGIN_S
    while True:
        stretches = _stretches(spans, reach)
        rows = _load_rows(stretches)
        groups = list(neighborhoods(row.candidate() for row in rows.values()))
        changed = [group for group in groups if _touches(group, spans, DAY_S)]
        clock_groups = _clock_groups(groups, changed)
        if all(_is_complete(group, stretches) for group in changed + clock_groups):
            return AffectedSpan(rows, changed, clock_groups)
        reach *= 4


def whole_history() -> AffectedSpan:
    """Returns everything that the account has as one span."""
    rows = _by_id(Activity.objects.values_list(*COLUMNS))
    return AffectedSpan(rows, list(neighborhoods(row.candidate() for row in rows.values())), [])


def extent(group: Iterable[Candidate]) -> Span:
    """Returns the span from a group's first start to the last instant at which it can overlap others."""
    group = list(group)
    return group[0].start_s, max(max(activity.reach_s, activity.start_s + NEAR_START_S) for activity in group)


def _stretches(spans: list[Span], reach: float) -> list[Span]:
    """Returns what must be read: around the spans, and around where a rollover of the GPS week puts them."""
    around = _merge((start - reach, end + reach) for start, end in spans)
    if len(around) > MAX_SPANS_IN_QUERY:
        around = [(around[0][0], around[-1][1])]
    return _merge(around + [_shifted(span, shift) for span in around for shift in ROLLOVER_SHIFTS_S])


def _shifted(span: Span, shift_s: float) -> Span:
    return span[0] + shift_s, span[1] + shift_s


def _load_rows(stretches: list[Span]) -> dict[int, MatchRow]:
    if not stretches:
        return {}
    within = reduce(or_, (Q(started_at__range=(_instant(start), _instant(end))) for start, end in stretches))
    return _by_id(Activity.objects.filter(within).values_list(*COLUMNS))


def _by_id(rows: Iterable[tuple[object, ...]]) -> dict[int, MatchRow]:
    return {row.id: row for row in map(MatchRow._make, rows)}


def _instant(seconds: float) -> datetime:
    """Returns the instant, limited to the range of Python's datetime."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=min(max(seconds, -6e10), 2.5e11))


def _merge(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _touches(group: list[Candidate], spans: list[Span], margin: float) -> bool:
    """Returns whether a group lies within the margin of one of the spans, which are in order and apart."""
    first, last = extent(group)
    place = bisect_left(spans, first - margin, key=_end)
    return place < len(spans) and spans[place][0] - margin <= last


def _clock_groups(groups: list[list[Candidate]], changed: list[list[Candidate]]) -> list[list[Candidate]]:
    """Returns the unchanged groups that lie within a clock error of a changed one."""
    near, known = _merge(extent(group) for group in changed), {id(group) for group in changed}
    near = _merge(near + [_shifted(span, shift) for span in near for shift in ROLLOVER_SHIFTS_S])
    return [group for group in groups if id(group) not in known and _touches(group, near, CLOCK_MARGIN_S)]


def _is_complete(group: list[Candidate], stretches: list[Span]) -> bool:
    """Returns whether no activity outside of the stretches read can belong to the group."""
    first, last = extent(group)
    place = bisect_left(stretches, last, key=_end)
    return place < len(stretches) and stretches[place][0] + MAX_REACH_S <= first
