"""Computes anew what workouts store: a release that changes the rules enqueues the job by a migration."""

from accounts.jobs.claims import Claim
from accounts.jobs.kinds import job_kind
from accounts.jobs.lanes import Lane
from accounts.services.part_size import PartSize
from activities.models import Activity
from matching.services.rematch import rematch_stored

RECOMPUTE_JOB = "differences.recompute"
"""The migrations name this kind too."""

FIRST_PART_SIZE, MAX_PART_SIZE = 10, 20
"""The first transaction matches the surroundings of so many activities, the others of what fits into a short one."""


@job_kind(RECOMPUTE_JOB, lane=Lane.BACKFILL)
def recompute_differences(claim: Claim) -> bool:
    """Matches all activities of the account, part by part, and writes only what changed; repeating it is harmless."""
    ids = list(Activity.objects.order_by("started_at", "id").values_list("id", flat=True))
    size = PartSize(FIRST_PART_SIZE, MAX_PART_SIZE)
    while ids:
        with size.transaction():
            part, ids = ids[: size.value], ids[size.value :]
            rematch_stored(part)
            claim.renew_lease()
    return False
