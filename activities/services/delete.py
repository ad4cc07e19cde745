"""Deletes activities, and source files with their bytes and activities."""

import time
from collections.abc import Iterable, Sequence

from django.db import transaction

from accounts.services.lock_account import lock_account
from activities.models import Activity, SourceFile, Upload
from activities.services.delete_stored_files import TIME_LIMIT_S, delete_stored_files
from activities.signals import activities_deleted

BATCH_SIZE = 10
"""One transaction deletes this many files, so that nothing else waits long for the database."""


def delete_activities(activities: Iterable[Activity]) -> None:
    """Deletes these activities of the current owner and sends `activities_deleted`.

    The caller opens the transaction and locks the account.
    """
    spans = {activity.pk: (activity.started_at, activity.ended_at) for activity in activities}
    if spans:
        Activity.objects.filter(pk__in=list(spans)).delete()
        activities_deleted.send(sender=Activity, spans=list(spans.values()), ids=list(spans))


def delete_source_files(files: Sequence[SourceFile]) -> None:
    """Deletes these files, their activities and their copies; the remaining activities are matched again.

    It works in batches: when the process dies, some files are deleted completely, the others not at all. The rows are
    deleted first: when the file storage is unreachable, the files still disappear from all pages, and `delete_orphans`
    deletes the bytes later.
    """
    deadline = time.monotonic() + TIME_LIMIT_S
    for start in range(0, len(files), BATCH_SIZE):
        delete_stored_files(_delete_rows(files[start : start + BATCH_SIZE]), deadline)


def delete_upload(upload: Upload) -> None:
    """Deletes the upload and all its files, also those that arrive meanwhile.

    Waiting files are deleted first, so that no worker reads them.
    """
    deadline = time.monotonic() + TIME_LIMIT_S
    while not _delete_if_empty(upload):
        delete_stored_files(_delete_rows(upload.files.order_by("-state", "uploaded_at")[:BATCH_SIZE]), deadline)


def _delete_if_empty(upload: Upload) -> bool:
    with transaction.atomic():
        lock_account()
        is_empty = not upload.files.exists()
        if is_empty:
            upload.delete()
    return is_empty


def _delete_rows(files: Iterable[SourceFile]) -> list[str]:
    """Deletes the rows and their activities; returns the stored names that no row names any more."""
    ids = [file.pk for file in files]
    with transaction.atomic():
        lock_account()
        rows = SourceFile.objects.filter(pk__in=ids)
        stored_names = [name for name in rows.values_list("content", flat=True) if name]
        delete_activities(Activity.objects.filter(source_file__in=ids))
        rows.delete()
    return stored_names
