"""Brings the tables to what the engine says, and writes only what changed."""

from collections.abc import Iterable
from uuid import UUID

from matching.engine.difference import differences
from matching.engine.workout import MatchedWorkout as Found
from matching.engine.workout import Matching
from matching.models import Member, Workout
from matching.services.affected_span import AffectedSpan
from matching.services.assign_ids import assign_ids
from matching.services.sync_questions import sync_questions

BATCH = 500
FIELDS = ("leader_id", "has_differences", "has_questions")


def persist_matches(matching: Matching, window: AffectedSpan, gone: set[int]) -> None:
    """Writes workouts, members and questions of the window; `gone` are the ids of activities that were removed."""
    asking = sync_questions(matching.questions, window)
    before = _before(window, gone)
    kept = assign_ids(matching.workouts, before, window.rows)
    _drop({old.pk for old in before} - {old.pk for old in kept.values()})
    new: list[Workout] = []
    changed: list[Workout] = []
    moved: list[Member] = []
    for found in matching.workouts:
        workout = kept.get(found) or Workout()
        said = _said(found, window, asking)
        if found not in kept:
            new.append(workout)
        elif said != tuple(getattr(workout, field) for field in FIELDS):
            changed.append(workout)
        for field, value in zip(FIELDS, said, strict=True):
            setattr(workout, field, value)
        moved += _moved(found, workout, window)
    Workout.objects.bulk_create(new)
    Workout.objects.bulk_update(changed, ["leader", "has_differences", "has_questions"])
    _move(moved, window)


def _before(window: AffectedSpan, gone: set[int]) -> list[Workout]:
    """The workouts that the window's activities are in, and those whose leader is gone."""
    rows = (window.rows[one.key] for one in window.candidates)
    return list(Workout.objects.settled({row.workout_id for row in rows if row.workout_id}, gone))


def _said(found: Found, window: AffectedSpan, asking: set[int]) -> tuple[object, ...]:
    differs = len(found.counting) > 1 and bool(differences([window.rows[one.key] for one in found.counting]))
    return found.leader.key, differs, any(one.key in asking for one in found.members)


def _moved(found: Found, workout: Workout, window: AffectedSpan) -> Iterable[Member]:
    counting = {one.key for one in found.counting}
    for one in found.members:
        row, is_counted = window.rows[one.key], one.key in counting
        if (row.workout_id, row.is_counted) != (workout.pk, is_counted):
            yield Member(workout=workout, activity_id=one.key, is_counted=is_counted)


def _drop(orphans: set[UUID]) -> None:
    if orphans:
        Workout.objects.filter(pk__in=orphans).delete()


def _move(moved: list[Member], window: AffectedSpan) -> None:
    elsewhere = [one.activity_id for one in moved if window.rows[one.activity_id].workout_id]
    for start in range(0, len(elsewhere), BATCH):
        Member.objects.filter(activity__in=elsewhere[start : start + BATCH]).delete()
    Member.objects.bulk_create(moved)
