"""Rematches the activities around a change, or all of them; the result is always that of one full run."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import transaction

from activities.models import Activity
from matching.engine.match import match
from matching.engine.workout import Matching
from matching.match_row import COLUMNS, MatchRow
from matching.models import Member, Question
from matching.querysets import MAX_IDS_IN_QUERY
from matching.services.affected_span import AffectedSpan, Span, affected_span, extent, whole_history
from matching.services.persist_matches import persist_matches


def rematch_stored(ids: Iterable[int]) -> None:
    """Rematches the neighborhoods of new or changed activities, and those that they were in before.

    When more than MAX_IDS_IN_QUERY changed at once, the whole history is matched: still one query.
    """
    changed = set(ids)
    _rematch(whole_history() if len(changed) > MAX_IDS_IN_QUERY else affected_span(_changed_spans(changed)))


def rematch_deleted(spans: Iterable[tuple[datetime, datetime]], ids: Iterable[int]) -> None:
    """Rematches the remaining activities around deleted ones; `ids` are the ids that were deleted."""
    _rematch(affected_span((start.timestamp(), end.timestamp()) for start, end in spans), deleted_ids=ids)


def rematch_all() -> dict[str, int]:
    """Rematches all activities of the account and returns the counts; an unchanged result writes nothing."""
    with transaction.atomic():
        matching = _rematch(whole_history())
    activities = sum(len(workout.members) for workout in matching.workouts)
    return {"activities": activities, "workouts": len(matching.workouts), "questions": len(matching.questions)}


def _changed_spans(changed: set[int]) -> Iterator[Span]:
    """Yields the spans of the activities, of those in one workout with them, and of those asked about beside them."""
    workout_members = Member.objects.filter(workout__members__activity__in=changed).values_list("activity")
    seconds = Question.objects.filter(first__in=changed).values_list("second")
    firsts = Question.objects.filter(second__in=changed).values_list("first")
    around = Activity.objects.filter(pk__in=changed.union(*workout_members.union(seconds, firsts)))
    return (extent([MatchRow._make(row).candidate()]) for row in around.values_list(*COLUMNS))


def _rematch(span: AffectedSpan, deleted_ids: Iterable[int] = ()) -> Matching:
    matching = match(span.candidates)
    persist_matches(matching, span, set(deleted_ids))
    return matching
