"""Stores activities: the only way in."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

from django.utils import timezone

from accounts.insert_rows import insert_rows
from accounts.services.lock_account import lock_account
from activities.local_time import to_local_time
from activities.models import RECORD_COLUMNS, Activity, SourceFile
from activities.record import FLAGS, ActivityRecord, format_stated_ids
from activities.signals import activities_stored

OWN_COLUMNS = ("origin", "source_file_id", "confirmed_at", "local_date")
"""These columns hold what no record holds."""
COLUMNS = (*RECORD_COLUMNS, *FLAGS, "stated_ids", *OWN_COLUMNS)


class StoredRecord(NamedTuple):
    """A stored record is a record with where it came from, and when its provider last confirmed it."""

    record: ActivityRecord
    origin: str
    source_file_id: UUID | None
    confirmed_at: datetime


_record_values = attrgetter(*RECORD_COLUMNS)


def store_activities(
    records: Sequence[ActivityRecord], *, origin: str, source_file: SourceFile | None = None
) -> list[int]:
    """Stores the records as the current owner's activities, new or changed, and sends `activities_stored`.

    Runs inside the caller's transaction and takes the account's lock. A record is the same activity as before when
    provider and provider id are. Returns the activities' ids.
    """
    now = timezone.now()
    return _store([StoredRecord(record, origin, source_file.pk if source_file else None, now) for record in records])


def store_file_activities(files: Iterable[tuple[SourceFile, Sequence[ActivityRecord]]]) -> list[int]:
    """Stores the records of several files as `store_activities` does, all at once."""
    origin, now = Activity.Origin.FILE, timezone.now()
    return _store([StoredRecord(record, origin, file.pk, now) for file, records in files for record in records])


def store_imported_activities(records: Sequence[StoredRecord]) -> list[int]:
    """Stores activities of an export as `store_activities` does; when they were confirmed stays as it was."""
    return _store(records)


def _store(records: Sequence[StoredRecord]) -> list[int]:
    zone = lock_account().zone
    rows = [
        (
            *_record_values(stored.record),
            *[flag in stored.record.flags for flag in FLAGS],
            format_stated_ids(stored.record.stated_ids),
            str(stored.origin),
            stored.source_file_id,
            stored.confirmed_at,
            to_local_time(stored.record.started_at, stored.record.utc_offset_s, zone).date(),
        )
        for stored in records
    ]
    ids: list[int] = insert_rows(Activity, COLUMNS, rows, unique=("provider", "provider_id"))
    if ids:
        activities_stored.send(sender=Activity, ids=ids)
    return ids
