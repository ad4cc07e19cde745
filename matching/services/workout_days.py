"""Moves workouts to the day of the athlete's time zone, when that has changed."""

from collections.abc import Iterable

from django.db.models import OuterRef, Subquery

from activities.models import Activity
from matching.models import Workout


def update_workout_days(leader_ids: Iterable[int]) -> None:
    """Gives the workouts that these activities lead, and of which nobody knows the offset, their leader's day."""
    day = Activity.objects.filter(pk=OuterRef("leader")).values("local_date")
    Workout.objects.filter(leader__in=list(leader_ids), utc_offset_s=None).update(local_date=Subquery(day))
