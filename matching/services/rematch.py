"""Rematches the activities around a change, or all of them; the result is always that of one full run."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.db import transaction

from activities.models import Activity
from matching.engine.match import match
from matching.engine.neighborhood import day_span
from matching.engine.thresholds import DAY_S
from matching.engine.workout import Matching
from matching.match_row import COLUMNS, MatchRow
from matching.models import Member, Question
from matching.notifications import delete_stale_notification
from matching.querysets import MAX_IDS_IN_QUERY
from matching.services.affected_span import affected_span, extent, whole_history
from matching.services.load_corrections import Corrections, load_corrections
from matching.services.pending_matches import postpone_matching
from matching.services.persist_matches import persist_matches
from matching.services.references import has_references, link_references, suspend_decisions
from matching.services.stretches import Span, TooMuchAround

MAX_ROWS = 600
"""When more activities than this lie around those that a transaction stores, they are matched later."""


def rematch_stored(ids: Iterable[int]) -> None:
    """Rematches the neighborhoods of new or changed activities, and those that they were in before.

    What the athlete told tracekit about them applies again. What one transaction cannot match soon, a job does.
    """
    changed = set(ids)
    try:
        rematch_part(changed, is_bounded=True)
    except TooMuchAround:
        postpone_matching(changed)


def rematch_part(ids: Iterable[int], *, is_bounded: bool) -> None:
    """Rematches the neighborhoods of stored activities.

    With a bound it raises TooMuchAround, and has written nothing, when too much lies around them.
    """
    changed, has_corrections = set(ids), has_references()
    if has_corrections:
        link_references(changed)
    corrections = load_corrections() if has_corrections else Corrections()
    if is_bounded and len(changed) > MAX_IDS_IN_QUERY:
        raise TooMuchAround
    max_rows = MAX_ROWS if is_bounded else None
    _rematch(_changed_spans(changed), corrections, changed_ids=changed, max_rows=max_rows)


def rematch_deleted(spans: Iterable[tuple[datetime, datetime]], ids: Iterable[int]) -> None:
    """Rematches the remaining activities around deleted ones; `ids` are the ids that were deleted."""
    around = [(start.timestamp(), end.timestamp()) for start, end in spans]
    has_corrections = has_references()
    if has_corrections:
        around += [(start.timestamp(), start.timestamp()) for start in suspend_decisions()]
    _rematch(around, load_corrections() if has_corrections else Corrections(), deleted_ids=ids)
    delete_stale_notification()


def rematch_all() -> dict[str, int]:
    """Rematches all activities of the account and returns the counts; an unchanged result writes nothing."""
    with transaction.atomic():
        matching = _rematch(None, load_corrections())
    activities = sum(len(workout.members) for workout in matching.workouts)
    return {"activities": activities, "workouts": len(matching.workouts), "questions": len(matching.questions)}


def _changed_spans(changed: set[int]) -> Iterator[Span]:
    """Yields the spans of the activities, of those in one workout with them, and of those asked about beside them.

    One that has moved to another day left a neighborhood there: its workout still has that day.
    """
    workout_members = Member.objects.filter(workout__members__activity__in=changed).values_list("activity")
    seconds = Question.objects.filter(first__in=changed).values_list("second")
    firsts = Question.objects.filter(second__in=changed).values_list("first")
    around = Activity.objects.filter(pk__in=changed.union(*workout_members.union(seconds, firsts)))
    for *columns, workout_day in around.values_list(*COLUMNS, "member__workout__local_date"):
        row = MatchRow._make(columns)
        yield extent([row.candidate()])
        if workout_day not in (None, row.local_date):
            start, end = day_span((workout_day - date(1970, 1, 1)).days)
            yield from ((instant, instant) for instant in (start - DAY_S, start, end))


def _rematch(
    spans: Iterable[Span] | None,
    corrections: Corrections,
    *,
    changed_ids: Iterable[int] = (),
    deleted_ids: Iterable[int] = (),
    max_rows: int | None = None,
) -> Matching:
    """Rematches what the spans affect, or the whole history, as the athlete's corrections say."""
    span = whole_history() if spans is None else affected_span(spans, corrections.links, changed_ids, max_rows)
    matching = match(span.candidates, corrections.decisions, span.crowded_days)
    persist_matches(matching, span, corrections, set(deleted_ids))
    return matching
