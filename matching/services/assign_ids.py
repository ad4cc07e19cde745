"""Decides which workout keeps which id when activities are added or deleted."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from matching.engine.leader import leader_order
from matching.engine.workout import MatchedWorkout
from matching.match_row import MatchRow
from matching.models import Workout


def assign_ids(
    matched_workouts: Iterable[MatchedWorkout], stored: Iterable[Workout], rows: Mapping[int, MatchRow]
) -> dict[MatchedWorkout, Workout]:
    """Returns the stored workout for each matched one that keeps an id; the others are new.

    A workout keeps its id in the cluster that holds its leader, or, if that was deleted, its first remaining member.
    When two merge, the older id is kept.
    """
    workout_of = {activity.key: workout for workout in matched_workouts for activity in workout.members}
    first_members = _first_members(workout_of, rows)
    assigned: dict[MatchedWorkout, Workout] = {}
    for workout in sorted(stored, key=lambda workout: (workout.created_at, workout.pk)):
        anchor = workout.leader_id if workout.leader_id in workout_of else first_members.get(workout.pk)
        if anchor is not None:
            assigned.setdefault(workout_of[anchor], workout)
    return assigned


def _first_members(activities: Iterable[int], rows: Mapping[int, MatchRow]) -> dict[UUID | None, int]:
    members_before = (rows[id].candidate() for id in activities if rows[id].workout_id)
    members = sorted(members_before, key=leader_order, reverse=True)
    return {rows[member.key].workout_id: member.key for member in members}
