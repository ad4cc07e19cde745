"""Saves the result of the engine, and writes only what changed."""

from collections.abc import Iterable, Iterator
from uuid import UUID, uuid4

from django.db.models import Q
from django.utils import timezone

from accounts.insert_rows import insert_rows
from matching.engine.workout import MatchedWorkout, Matching
from matching.engine.workout_day import local_date_of, stated_utc_offset_s
from matching.models import Member, Workout
from matching.querysets import MAX_IDS_IN_QUERY
from matching.services.affected_span import AffectedSpan
from matching.services.assign_ids import assign_ids
from matching.services.load_corrections import Corrections
from matching.services.proposals import difference_values
from matching.services.sync_questions import sync_questions
from matching.workout_names import sort_name

BATCH_SIZE = 500
"""One statement deletes the members of this many activities."""

FIELDS = (
    *("leader_id", "has_differences", "proposal_count", "has_questions"),
    *("own_name", "sort_name", "is_crowded", "local_date", "utc_offset_s"),
)
WORKOUT_COLUMNS = ("id", *FIELDS, "created_at")
MEMBER_COLUMNS = ("workout_id", "activity_id", "is_counted", "ignored_fields")

MemberValues = tuple[UUID, int, bool, str]
"""This holds the values of `MEMBER_COLUMNS`."""


def persist_matches(matching: Matching, span: AffectedSpan, corrections: Corrections, deleted_ids: set[int]) -> None:
    """Writes workouts, members and questions of the span; `deleted_ids` are the ids of activities that were deleted."""
    asked_about = sync_questions(matching.questions, span)
    stored = list(_stored_workouts(span, deleted_ids))
    assigned = assign_ids(matching.workouts, stored, span.rows)
    _delete_workouts({workout.pk for workout in stored} - {workout.pk for workout in assigned.values()})
    created: list[tuple[object, ...]] = []
    changed: list[Workout] = []
    members: list[MemberValues] = []
    for matched in matching.workouts:
        workout, values = assigned.get(matched), _values(matched, span, corrections, asked_about)
        workout_id = uuid4() if workout is None else workout.pk
        if workout is None:
            created.append((workout_id, *values, timezone.now()))
        elif values != tuple(getattr(workout, field) for field in FIELDS):
            changed.append(workout)
            for field, value in zip(FIELDS, values, strict=True):
                setattr(workout, field, value)
        members += _changed_members(matched, workout_id, span, corrections)
    insert_rows(Workout, WORKOUT_COLUMNS, created)
    Workout.objects.bulk_update(changed, ["leader", *FIELDS[1:]])
    _replace_members(members, span)


def _stored_workouts(span: AffectedSpan, deleted_ids: set[int]) -> Iterable[Workout]:
    """Returns the workouts that the span's activities are in, and those whose leader was deleted: one query."""
    rows = (span.rows[activity.key] for activity in span.candidates)
    ids = {row.workout_id for row in rows if row.workout_id}
    if len(ids) + len(deleted_ids) <= MAX_IDS_IN_QUERY:
        return Workout.objects.filter(Q(id__in=ids) | Q(leader_id__in=deleted_ids))
    return (workout for workout in Workout.objects.all() if workout.pk in ids or workout.leader_id in deleted_ids)


def _values(
    matched: MatchedWorkout, span: AffectedSpan, corrections: Corrections, asked_about: set[int]
) -> tuple[object, ...]:
    """Returns the values of `FIELDS`."""
    ignored, own_name = corrections.ignored_fields, corrections.own_name(matched)
    rows = [span.rows[key]._replace(ignored_fields=ignored.get(key)) for key in (a.key for a in matched.counting)]
    has_questions = any(activity.key in asked_about for activity in matched.members)
    offset_s = stated_utc_offset_s(span.rows[activity.key] for activity in matched.members)
    day = local_date_of(rows[0], offset_s)
    names, differences = (own_name, sort_name(rows, own_name)), difference_values(rows, own_name)
    return matched.leader.key, *differences, has_questions, *names, matched.is_crowded, day, offset_s


def _changed_members(
    matched: MatchedWorkout, workout_id: UUID, span: AffectedSpan, corrections: Corrections
) -> Iterator[MemberValues]:
    counting = {activity.key for activity in matched.counting}
    for activity in matched.members:
        row, is_counted = span.rows[activity.key], activity.key in counting
        ignored_fields = corrections.ignored_fields.get(activity.key, "")
        if (row.workout_id, row.is_counted, row.ignored_fields) != (workout_id, is_counted, ignored_fields):
            yield workout_id, activity.key, is_counted, ignored_fields


def _delete_workouts(ids: set[UUID]) -> None:
    if ids:
        Workout.objects.filter(pk__in=ids).delete()


def _replace_members(members: list[MemberValues], span: AffectedSpan) -> None:
    replaced = [activity_id for _, activity_id, *_ in members if span.rows[activity_id].workout_id]
    for start in range(0, len(replaced), BATCH_SIZE):
        Member.objects.filter(activity__in=replaced[start : start + BATCH_SIZE]).delete()
    insert_rows(Member, MEMBER_COLUMNS, members)
