"""Recomputes the local dates of activities after the athlete's time zone has changed."""

from accounts.jobs.claims import Claim
from accounts.jobs.kinds import job_kind
from accounts.jobs.lanes import Lane
from accounts.services.cpu_quota import within_cpu_quota
from accounts.services.part_size import PartSize
from activities.local_time import to_local_time
from activities.models import Activity
from activities.signals import local_dates_changed

FIRST_PART_SIZE, MAX_PART_SIZE = 50, 500


@job_kind("activities.days", lane=Lane.CLICK)
def recompute_local_dates(claim: Claim) -> bool:
    """Recomputes the date of every activity that states no offset, and sends `local_dates_changed`.

    Doing it twice is harmless. Raises Postpone when the account's day of the processor is used up.
    """
    with within_cpu_quota():
        _recompute(claim)
    return False


def _recompute(claim: Claim) -> None:
    ids = list(Activity.objects.filter(utc_offset_s=None).order_by("id").values_list("id", flat=True))
    size = PartSize(FIRST_PART_SIZE, MAX_PART_SIZE)
    while ids:
        with size.transaction() as account:
            part, ids, zone = ids[: size.value], ids[size.value :], account.zone
            activities = list(Activity.objects.filter(id__in=part))
            for activity in activities:
                activity.local_date = to_local_time(activity.started_at, activity.utc_offset_s, zone).date()
            Activity.objects.bulk_update(activities, ["local_date"])
            local_dates_changed.send(sender=Activity, ids=[activity.pk for activity in activities])
            claim.renew_lease()
