"""Brings the questions to what the engine asks."""

from collections.abc import Iterable

from matching.engine.workout import MatchQuestion as Asked
from matching.models import Question
from matching.services.affected_span import AffectedSpan


def sync_questions(asked: Iterable[Asked], window: AffectedSpan) -> set[int]:
    """Writes the questions about the window's changed neighbourhoods; says which activities are asked about now.

    A question between two others, beside what changed, stays as it is.
    """
    changed = {one.key for group in window.changed for one in group}
    looked_at = {one.key for one in window.candidates}
    wanted = {(one.first.key, one.second.key, one.kind.value, one.shift_s) for one in asked}
    wanted = {one for one in wanted if changed & set(one[:2])}
    now = {(one.first_id, one.second_id, one.kind, one.shift_s): one for one in Question.objects.about(looked_at)}
    outdated = [one.pk for said, one in now.items() if changed & set(said[:2]) and said not in wanted]
    if outdated:
        Question.objects.filter(pk__in=outdated).delete()
    _create(wanted - now.keys())
    kept = {said for said in now if not changed & set(said[:2])}
    return {activity for said in wanted | kept for activity in said[:2]}


def _create(missing: Iterable[tuple[int, int, str, int | None]]) -> None:
    rows = [Question(first_id=a, second_id=b, kind=kind, shift_s=shift) for a, b, kind, shift in sorted(missing)]
    Question.objects.bulk_create(rows)
