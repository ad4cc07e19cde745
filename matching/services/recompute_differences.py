"""Computes anew which workouts have differences: a release that changes the rules enqueues the job by a migration."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from accounts.jobs.claims import Claim
from accounts.jobs.kinds import job_kind
from accounts.jobs.lanes import Lane
from accounts.services.lock_account import lock_account
from activities.models import Activity
from matching.engine.difference import differences
from matching.engine.leader import leader_order
from matching.match_row import COLUMNS, MatchRow
from matching.models import Workout

RECOMPUTE_JOB = "differences.recompute"
"""The migrations name this kind too."""

BATCH_SIZE = 500
"""One transaction computes this many workouts."""


@job_kind(RECOMPUTE_JOB, lane=Lane.BACKFILL)
def recompute_differences(claim: Claim) -> bool:
    """Computes all workouts of the account, batch by batch, and writes only what changed; repeating it is harmless."""
    workouts = list(Workout.objects.order_by("id").values_list("id", flat=True))
    for start in range(0, len(workouts), BATCH_SIZE):
        with transaction.atomic():
            lock_account()
            _recompute(workouts[start : start + BATCH_SIZE])
            claim.renew_lease()
    return False


def _recompute(workout_ids: Iterable[UUID]) -> None:
    """Writes the workouts among these whose stored answer is no longer right: at most four queries."""
    workouts = Workout.objects.filter(pk__in=workout_ids)
    before = set(workouts.filter(has_differences=True).values_list("id", flat=True))
    counted: dict[UUID | None, list[MatchRow]] = defaultdict(list)
    for values in Activity.objects.filter(member__workout__in=workout_ids).values_list(*COLUMNS):
        row = MatchRow._make(values)
        if row.is_counted:
            counted[row.workout_id].append(row)
    after = {workout_id for workout_id, rows in counted.items() if workout_id and _have_differences(rows)}
    for ids, value in ((after - before, True), (before - after, False)):
        if ids:
            workouts.filter(pk__in=ids).update(has_differences=value)


def _have_differences(rows: list[MatchRow]) -> bool:
    return bool(differences(sorted(rows, key=lambda row: leader_order(row.candidate()))))
