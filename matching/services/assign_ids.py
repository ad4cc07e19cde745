"""Which workout keeps which id when activities come and go."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from matching.engine.leader import leader_order
from matching.engine.workout import MatchedWorkout as Found
from matching.match_row import MatchRow
from matching.models import Workout


def assign_ids(found: Iterable[Found], before: Iterable[Workout], rows: Mapping[int, MatchRow]) -> dict[Found, Workout]:
    """The workout whose id each found one keeps; a found one that is not there is new.

    A workout lives on where its leader is, or, if that is gone, where its first remaining member is.  Where two meet,
    the older one stays.
    """
    place: dict[int, Found] = {one.key: workout for workout in found for one in workout.members}
    first = _first_members(place, rows)
    kept: dict[Found, Workout] = {}
    for old in sorted(before, key=lambda workout: (workout.created_at, workout.pk)):
        anchor = old.leader_id if old.leader_id in place else first.get(old.pk)
        if anchor is not None:
            kept.setdefault(place[anchor], old)
    return kept


def _first_members(activities: Iterable[int], rows: Mapping[int, MatchRow]) -> dict[UUID | None, int]:
    members = sorted((rows[one].candidate() for one in activities), key=leader_order, reverse=True)
    return {rows[one.key].workout_id: one.key for one in members}
