"""Finds the day of activities again after the athlete's zone has changed."""

from django.db import transaction

from accounts.jobs.claims import Claim
from accounts.jobs.kinds import job_kind
from accounts.jobs.lanes import Lane
from accounts.services.lock_account import lock_account
from activities.local_time import local_time
from activities.models import Activity

PARCEL = 500


@job_kind("activities.days", lane=Lane.CLICK)
def recompute_local_dates(claim: Claim) -> bool:
    """Derives the day of every activity that states no offset; doing it twice is harmless."""
    ids = list(Activity.objects.filter(utc_offset_s=None).order_by("id").values_list("id", flat=True))
    for at in range(0, len(ids), PARCEL):
        with transaction.atomic():
            zone = lock_account().zone
            rows = list(Activity.objects.filter(id__in=ids[at : at + PARCEL]))
            for row in rows:
                row.local_date = local_time(row.started_at, row.utc_offset_s, zone).date()
            Activity.objects.bulk_update(rows, ["local_date"])
            claim.renew_lease()
    return False
