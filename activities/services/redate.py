"""Finds the day of activities again after the athlete's zone has changed."""

from django.db import transaction

from accounts.jobs.claims import Claim
from accounts.jobs.kinds import job_kind
from accounts.jobs.lanes import Lane
from accounts.services.hold import hold_account
from activities.clock import local
from activities.models import Activity

PARCEL = 500


@job_kind("activities.days", lane=Lane.CLICK)
def redate(claim: Claim) -> bool:
    """Derives the day of every activity that states no offset; doing it twice is harmless."""
    ids = list(Activity.objects.filter(utc_offset_s=None).order_by("id").values_list("id", flat=True))
    for at in range(0, len(ids), PARCEL):
        with transaction.atomic():
            zone = hold_account().zone
            rows = list(Activity.objects.filter(id__in=ids[at : at + PARCEL]))
            for row in rows:
                row.local_date = local(row.started_at, row.utc_offset_s, zone).date()
            Activity.objects.bulk_update(rows, ["local_date"])
            claim.renew()
    return False
