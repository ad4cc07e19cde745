"""Stores activities: the only way in."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.services.lock_account import lock_account
from activities.local_time import to_local_time
from activities.models import RECORD_COLUMNS, Activity, SourceFile
from activities.record import FLAGS, ActivityRecord
from activities.signals import activities_stored

IDENTITY_COLUMNS = ("owner", "provider", "provider_id")
OWN_COLUMNS = ("origin", "source_file", "confirmed_at", "local_date")
"""These columns hold what no record holds."""
UPDATED_COLUMNS = (*(name for name in RECORD_COLUMNS if name not in IDENTITY_COLUMNS), *FLAGS, *OWN_COLUMNS)


def store_activities(
    records: Sequence[ActivityRecord], *, origin: str, source_file: SourceFile | None = None
) -> list[int]:
    """Stores the records as the current owner's activities, new or changed, and sends `activities_stored`.

    Runs inside the caller's transaction and takes the account's lock. A record is the same activity as before when
    provider and provider id are. Returns the activities' ids.
    """
    zone = lock_account().zone
    activities = Activity.objects.bulk_create(
        [_to_activity(record, zone, origin, source_file) for record in records],
        update_conflicts=True,
        unique_fields=IDENTITY_COLUMNS,
        update_fields=UPDATED_COLUMNS,
    )
    ids = [activity.pk for activity in activities]
    if ids:
        activities_stored.send(sender=Activity, ids=ids)
    return ids


def _to_activity(record: ActivityRecord, zone: ZoneInfo, origin: str, source_file: SourceFile | None) -> Activity:
    return Activity(
        **{name: getattr(record, name) for name in RECORD_COLUMNS},
        **{flag: flag in record.flags for flag in FLAGS},
        origin=origin,
        source_file=source_file,
        confirmed_at=timezone.now(),
        local_date=to_local_time(record.started_at, record.utc_offset_s, zone).date(),
    )
