"""The stretch of time around what changed: the neighbourhoods in it that are whole, with all the engine needs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Q

from activities.models import Activity
from matching.engine.candidate import DAY_S, REACH_S, Candidate
from matching.engine.neighbourhood import NEAR_S, neighbourhoods
from matching.engine.verdict import CLOCK_REACH_S
from matching.match_row import COLUMNS, MatchRow

Span = tuple[float, float]
"""From and until, in seconds since 1970."""

CLOCK_MARGIN_S = CLOCK_REACH_S + NEAR_S
"""How far from what changed a question about a wrong clock can lie."""
MANY = 50
"""More stretches than this are read as one."""


@dataclass(frozen=True, slots=True)
class AffectedSpan:
    """What is looked at: the rows by activity, the groups that changed, and those that only a clock may tie to them."""

    rows: dict[int, MatchRow]
    changed: list[list[Candidate]]
    beside: list[list[Candidate]]

    @property
    def candidates(self) -> list[Candidate]:
        """All activities that are looked at."""
        return [one for group in self.changed + self.beside for one in group]


def affected_span(spans: Iterable[Span]) -> AffectedSpan:
    """The whole neighbourhoods within a day of the spans (a hidden start reaches so far), and those a clock may tie.

    One query; another one only where neighbourhoods reach beyond the days that were read.
    """
    spans, reach = _merged(spans), REACH_S + DAY_S + CLOCK_MARGIN_S
    while True:
        stretches = _merged((start - reach, end + reach) for start, end in spans)
        rows = _rows(stretches)
        groups = list(neighbourhoods(row.candidate() for row in rows.values()))
        changed = [group for group in groups if _touches(group, spans, DAY_S)]
        beside = _beside(groups, changed)
        if all(_whole(group, stretches) for group in changed + beside):
            return AffectedSpan(rows, changed, beside)
        reach *= 4


def whole() -> AffectedSpan:
    """Everything the account has."""
    rows = {row.id: row for row in map(MatchRow._make, Activity.objects.values_list(*COLUMNS))}
    return AffectedSpan(rows, list(neighbourhoods(row.candidate() for row in rows.values())), [])


def _rows(stretches: list[Span]) -> dict[int, MatchRow]:
    if not stretches:
        return {}
    if len(stretches) > MANY:
        stretches = [(stretches[0][0], stretches[-1][1])]
    within = reduce(or_, (Q(started_at__range=(_instant(start), _instant(end))) for start, end in stretches))
    return {row.id: row for row in map(MatchRow._make, Activity.objects.filter(within).values_list(*COLUMNS))}


def _instant(seconds: float) -> datetime:
    """The instant, kept within the calendar that Python has."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=min(max(seconds, -6e10), 2.5e11))


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _touches(group: list[Candidate], spans: list[Span], margin: float) -> bool:
    first, last = extent(group)
    return any(start - margin <= last and first <= end + margin for start, end in spans)


def _beside(groups: list[list[Candidate]], changed: list[list[Candidate]]) -> list[list[Candidate]]:
    """The groups that are not changed and lie within a clock's error of one that is."""
    near, known = _merged(extent(group) for group in changed), {id(group) for group in changed}
    return [group for group in groups if id(group) not in known and _touches(group, near, CLOCK_MARGIN_S)]


def _whole(group: list[Candidate], stretches: list[Span]) -> bool:
    """Whether nothing outside of what was read can belong to the group."""
    first, last = extent(group)
    return any(start + REACH_S <= first and last <= end for start, end in stretches)


def extent(group: Iterable[Candidate]) -> Span:
    """From the first start until nothing of the group reaches on."""
    group = list(group)
    return group[0].start_s, max(max(one.reach_s, one.start_s + NEAR_S) for one in group)
