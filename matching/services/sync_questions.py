"""Updates the stored questions to match those of the engine."""

from collections.abc import Iterable

from django.db.models import Q

from accounts.services.notifications import notify_owner
from matching.engine.workout import MatchQuestion
from matching.models import Question
from matching.notifications import QUESTIONS, delete_stale_notification
from matching.querysets import MAX_IDS_IN_QUERY
from matching.services.affected_span import AffectedSpan

QuestionValues = tuple[int, int, str, int | None]
"""This holds the columns of a question: its two activities, its kind and its shift."""


def sync_questions(questions: Iterable[MatchQuestion], span: AffectedSpan) -> set[int]:
    """Creates and deletes questions about the span's changed neighborhoods; returns the ids of activities in questions.

    A question between two activities outside the changed neighborhoods stays as it is.
    """
    changed = {activity.key for group in span.changed for activity in group}
    engine_questions = {
        (question.first.key, question.second.key, question.kind.value, question.shift_s) for question in questions
    }
    wanted = {values for values in engine_questions if changed & set(values[:2])}
    stored = {_values(row): row.pk for row in _questions_about({activity.key for activity in span.candidates})}
    unchanged = {values for values in stored if not changed & set(values[:2])}
    outdated = [stored[values] for values in stored.keys() - wanted - unchanged]
    if outdated:
        Question.objects.filter(pk__in=outdated).delete()
    new = wanted - stored.keys()
    _create(new)
    if new:
        notify_owner(QUESTIONS)
    elif outdated:
        delete_stale_notification()
    return {activity_id for values in wanted | unchanged for activity_id in values[:2]}


def _questions_about(activity_ids: set[int]) -> Iterable[Question]:
    """Returns the questions about any of the activities: one query."""
    if len(activity_ids) <= MAX_IDS_IN_QUERY:
        return Question.objects.filter(Q(first__in=activity_ids) | Q(second__in=activity_ids))
    return (question for question in Question.objects.all() if {question.first_id, question.second_id} & activity_ids)


def _values(row: Question) -> QuestionValues:
    return row.first_id, row.second_id, row.kind, row.shift_s


def _create(questions: Iterable[QuestionValues]) -> None:
    Question.objects.bulk_create(
        Question(first_id=first, second_id=second, kind=kind, shift_s=shift_s)
        for first, second, kind, shift_s in sorted(questions)
    )
