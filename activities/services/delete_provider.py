"""Deletes all activities of a provider, in parts that hold the lock for moments."""

import time
from datetime import datetime

from accounts.jobs.claims import Claim
from accounts.jobs.kinds import job_kind
from accounts.jobs.lanes import Lane
from accounts.services.part_size import PartSize
from activities.models import Activity
from activities.services.delete import MAX_PART_SIZE, MAX_STEP_S, PART_SIZE, delete_activities

DELETE_ACTIVITIES_JOB = "activities.delete"
"""A job of this kind deletes the activities of a provider that were confirmed before an instant, its `dedup_key`.

Newer ones are those of a new connection. Only releases that deleted a connection before its activities have left such
jobs.
"""


def delete_part_of_provider(provider: str, size: int, before: datetime | None = None) -> bool:
    """Deletes so many activities of a provider; returns whether there were any.

    The caller opens the transaction and locks the account.
    """
    activities = Activity.objects.filter(provider=provider)
    if before is not None:
        activities = activities.filter(confirmed_at__lt=before)
    part = list(activities.order_by("started_at")[:size])
    delete_activities(part)
    return bool(part)


@job_kind(DELETE_ACTIVITIES_JOB, lane=Lane.CLICK, deletes=True)
def delete_rest_of_provider(claim: Claim) -> bool:
    """Deletes activities of a provider for a step; returns whether some are left."""
    deadline, size = time.monotonic() + MAX_STEP_S, PartSize(PART_SIZE, MAX_PART_SIZE)
    before = datetime.fromisoformat(claim.job.dedup_key)
    while True:
        with size.transaction():
            has_more = delete_part_of_provider(claim.job.provider, size.value, before)
            claim.renew_lease()
        if not has_more or time.monotonic() > deadline:
            return has_more
