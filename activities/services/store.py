"""Stores activities: the only way in."""

from collections.abc import Iterable, Sequence
from operator import attrgetter

from django.utils import timezone

from accounts.insert_rows import insert_rows
from accounts.services.lock_account import lock_account
from activities.local_time import to_local_time
from activities.models import RECORD_COLUMNS, Activity, SourceFile
from activities.record import FLAGS, ActivityRecord
from activities.signals import activities_stored

OWN_COLUMNS = ("origin", "source_file_id", "confirmed_at", "local_date")
"""These columns hold what no record holds."""
COLUMNS = (*RECORD_COLUMNS, *FLAGS, *OWN_COLUMNS)

_record_values = attrgetter(*RECORD_COLUMNS)


def store_activities(
    records: Sequence[ActivityRecord], *, origin: str, source_file: SourceFile | None = None
) -> list[int]:
    """Stores the records as the current owner's activities, new or changed, and sends `activities_stored`.

    Runs inside the caller's transaction and takes the account's lock. A record is the same activity as before when
    provider and provider id are. Returns the activities' ids.
    """
    return _store([(source_file, record) for record in records], origin)


def store_file_activities(files: Iterable[tuple[SourceFile, Sequence[ActivityRecord]]]) -> list[int]:
    """Stores the records of several files as `store_activities` does, all at once."""
    return _store([(file, record) for file, records in files for record in records], Activity.Origin.FILE)


def _store(records: Sequence[tuple[SourceFile | None, ActivityRecord]], origin: str) -> list[int]:
    zone, now = lock_account().zone, timezone.now()
    rows = [
        (
            *_record_values(record),
            *[flag in record.flags for flag in FLAGS],
            str(origin),
            file and file.pk,
            now,
            to_local_time(record.started_at, record.utc_offset_s, zone).date(),
        )
        for file, record in records
    ]
    ids: list[int] = insert_rows(Activity, COLUMNS, rows, unique=("provider", "provider_id"))
    if ids:
        activities_stored.send(sender=Activity, ids=ids)
    return ids
