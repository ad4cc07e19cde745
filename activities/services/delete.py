"""Deletes source files: bytes, activities and row, at once."""

import time
from collections.abc import Iterable, Sequence

from django.db import transaction

from accounts.services.lock_account import lock_account
from activities.models import Activity, SourceFile, Upload
from activities.services.delete_stored_files import PATIENCE_S, delete_stored_files
from activities.signals import activities_removed

PARCEL = 10
"""How many files go in one transaction: others never wait long for the database."""


def delete_files(files: Sequence[SourceFile]) -> None:
    """Deletes these files, their activities and their twins; what is left around them is matched again.

    In parcels: when the process dies, whole files are gone and the others untouched. The rows go first: a store that
    does not answer keeps no file on any page, and its bytes are swept later.
    """
    until = time.monotonic() + PATIENCE_S
    for at in range(0, len(files), PARCEL):
        delete_stored_files(_forget(files[at : at + PARCEL]), until)


def delete_upload(upload: Upload) -> None:
    """Deletes all that one upload brought or brings meanwhile; what waits goes first, so that no worker reads it."""
    until = time.monotonic() + PATIENCE_S
    while not _deleted_if_empty(upload):
        delete_stored_files(_forget(upload.files.order_by("-state", "uploaded_at")[:PARCEL]), until)


def _deleted_if_empty(upload: Upload) -> bool:
    with transaction.atomic():
        lock_account()
        is_empty = not upload.files.exists()
        if is_empty:
            upload.delete()
    return is_empty


def _forget(files: Iterable[SourceFile]) -> list[str]:
    """Returns the stored names that no row names any more."""
    ids = [file.pk for file in files]
    with transaction.atomic():
        lock_account()
        rows = SourceFile.objects.filter(pk__in=ids)
        names = [name for name in rows.values_list("content", flat=True) if name]
        activities = list(Activity.objects.filter(source_file__in=ids))
        Activity.objects.filter(pk__in=[activity.pk for activity in activities]).delete()
        rows.delete()
        if activities:
            spans = [(activity.started_at, activity.ended_at) for activity in activities]
            activities_removed.send(sender=Activity, spans=spans, ids=[activity.pk for activity in activities])
    return names
