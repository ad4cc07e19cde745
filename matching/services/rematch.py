"""Matching again: around what changed, or all of it. Whatever the order of changes, the end is one full run's."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import transaction

from activities.models import Activity
from matching.engine.match import match
from matching.engine.workout import Matching
from matching.match_row import COLUMNS, MatchRow
from matching.models import Member, Question
from matching.services.affected_span import AffectedSpan, Span, affected_span, extent, whole_history
from matching.services.persist_matches import persist_matches

MANY_IDS = 500
"""When more change at once, all is matched: still one query."""


def rematch_stored(ids: Iterable[int]) -> None:
    """Matches the neighbourhoods of activities that are new or changed, and those they were in before."""
    changed = set(ids)
    _rematch(whole_history() if len(changed) > MANY_IDS else affected_span(_places(changed)))


def _places(changed: set[int]) -> Iterator[Span]:
    """Where the activities lie, and where those are that were one with them or asked about beside them."""
    mates = Member.objects.filter(workout__members__activity__in=changed).values_list("activity")
    asked = Question.objects.filter(first__in=changed).values_list("second")
    asking = Question.objects.filter(second__in=changed).values_list("first")
    around = Activity.objects.filter(pk__in=changed.union(*mates.union(asked, asking)))
    return (extent([MatchRow._make(row).candidate()]) for row in around.values_list(*COLUMNS))


def rematch_removed(spans: Iterable[tuple[datetime, datetime]], ids: Iterable[int]) -> None:
    """Matches what is left around activities that were removed; `ids` are the ids they had."""
    times: list[Span] = [(start.timestamp(), end.timestamp()) for start, end in spans]
    _rematch(affected_span(times), gone=ids)


def rematch_all() -> dict[str, int]:
    """Matches all activities of the account anew, and counts them; what comes out the same stays as it is."""
    with transaction.atomic():
        found = _rematch(whole_history())
    activities = sum(len(workout.members) for workout in found.workouts)
    return {"activities": activities, "workouts": len(found.workouts), "questions": len(found.questions)}


def _rematch(window: AffectedSpan, gone: Iterable[int] = ()) -> Matching:
    found = match(window.candidates)
    persist_matches(found, window, set(gone))
    return found
