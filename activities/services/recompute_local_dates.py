"""Recomputes the local dates of activities after the athlete's time zone has changed."""

from django.db import transaction

from accounts.jobs.claims import Claim
from accounts.jobs.kinds import job_kind
from accounts.jobs.lanes import Lane
from accounts.services.lock_account import lock_account
from activities.local_time import to_local_time
from activities.models import Activity

BATCH_SIZE = 500


@job_kind("activities.days", lane=Lane.CLICK)
def recompute_local_dates(claim: Claim) -> bool:
    """Recomputes the date of every activity that states no offset; doing it twice is harmless."""
    ids = list(Activity.objects.filter(utc_offset_s=None).order_by("id").values_list("id", flat=True))
    for start in range(0, len(ids), BATCH_SIZE):
        with transaction.atomic():
            zone = lock_account().zone
            activities = list(Activity.objects.filter(id__in=ids[start : start + BATCH_SIZE]))
            for activity in activities:
                activity.local_date = to_local_time(activity.started_at, activity.utc_offset_s, zone).date()
            Activity.objects.bulk_update(activities, ["local_date"])
            claim.renew_lease()
    return False
