"""Computes the stretches of time that must be read around a change, and reads them."""

from bisect import bisect_left
from collections.abc import Iterable, Set
from datetime import UTC, datetime, timedelta
from functools import reduce
from operator import itemgetter, or_

from django.db.models import Q

from activities.models import Activity
from matching.engine.neighborhood import day_of, day_span
from matching.engine.thresholds import WEEK_ROLLOVERS_S
from matching.match_row import COLUMNS, MatchRow

Span = tuple[float, float]
"""A span is a stretch of time: from and until, in seconds since 1970."""

ROLLOVER_SHIFTS_S = tuple(sign * shift for shift in WEEK_ROLLOVERS_S for sign in (-1, 1))
"""A question about a rollover of the GPS week lies this far from what changed."""

MAX_STRETCHES_IN_QUERY = 400
"""A statement names at most this many stretches."""

INSTANT_S = 1e-6
"""Times are stored to the microsecond."""

_end = itemgetter(1)


class TooMuchAround(Exception):
    """This is raised when more lies around a change than one transaction should read."""


def stretches_around(spans: list[Span], reach: float) -> list[Span]:
    """Returns what must be read: around the spans, and around where a rollover of the GPS week puts them."""
    around = merge(widened(spans, reach))
    return merge(around + [shifted(span, shift) for span in around for shift in ROLLOVER_SHIFTS_S])


def widened(spans: list[Span], reach: float) -> list[Span]:
    """Returns the spans, longer by the reach at both ends."""
    return [(start - reach, end + reach) for start, end in spans]


def shifted(span: Span, shift_s: float) -> Span:
    """Returns the span, later by the shift."""
    return span[0] + shift_s, span[1] + shift_s


def without_days(stretches: list[Span], days: Set[int]) -> list[Span]:
    """Returns the stretches without these days."""
    inside = {day for start, end in stretches for day in range(day_of(start), day_of(end) + 1)} if days else set()
    for day in inside & days:
        first, last = day_span(day)
        before = [(start, min(end, first - INSTANT_S)) for start, end in stretches]
        after = [(max(start, last), end) for start, end in stretches]
        stretches = [(start, end) for start, end in before + after if start < end]
    return stretches


def load_rows(stretches: list[Span], max_rows: int | None) -> dict[int, MatchRow]:
    """Returns the activities that start within the stretches, by id. Raises TooMuchAround for more than `max_rows`."""
    rows: dict[int, MatchRow] = {}
    for place in range(0, len(stretches), MAX_STRETCHES_IN_QUERY):
        part = stretches[place : place + MAX_STRETCHES_IN_QUERY]
        within = reduce(or_, (Q(started_at__range=(_instant(start), _instant(end))) for start, end in part))
        activities = Activity.objects.filter(within).values_list(*COLUMNS)
        rows |= rows_by_id(activities if max_rows is None else activities[: max_rows - len(rows) + 1])
        if max_rows is not None and len(rows) > max_rows:
            raise TooMuchAround
    return rows


def rows_by_id(rows: Iterable[tuple[object, ...]]) -> dict[int, MatchRow]:
    """Returns the rows of `COLUMNS` by the ids of their activities."""
    return {row.id: row for row in map(MatchRow._make, rows)}


def lies_within(span: Span, spans: list[Span], margin: float) -> bool:
    """Returns whether a span lies within the margin of one of those, which are in order and apart."""
    first, last = span
    place = bisect_left(spans, first - margin, key=_end)
    return place < len(spans) and spans[place][0] - margin <= last


def _instant(seconds: float) -> datetime:
    """Returns the instant, limited to the range of Python's datetime."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=min(max(seconds, -6e10), 2.5e11))


def merge(spans: Iterable[Span]) -> list[Span]:
    """Returns the spans in order, with those that touch each other as one."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged
