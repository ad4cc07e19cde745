"""Leaves activities to be matched by a job, when one transaction would take too long for what lies around them."""

from collections.abc import Iterable

from accounts.jobs.services.enqueue import enqueue
from activities.models import Activity
from matching.models import Member, PendingMatch, Workout

MATCH_JOB = "match"


def postpone_matching(activity_ids: Iterable[int]) -> None:
    """Leaves these activities to the job that matches in short parts; a new one is a workout of its own until then."""
    ids = sorted(activity_ids)
    PendingMatch.objects.bulk_create([PendingMatch(activity_id=id) for id in ids], ignore_conflicts=True)
    new = Activity.objects.filter(pk__in=ids, member=None).values_list("id", "local_date", "utc_offset_s")
    workouts = [Workout(leader_id=id, local_date=day, utc_offset_s=offset_s) for id, day, offset_s in new]
    Workout.objects.bulk_create(workouts)
    Member.objects.bulk_create([Member(workout=workout, activity_id=workout.leader_id) for workout in workouts])
    enqueue(MATCH_JOB)
