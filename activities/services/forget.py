"""Deletes source files: bytes, activities and row, at once."""

import time
from collections.abc import Iterable, Sequence

from django.db import transaction

from accounts.services.hold import hold_account
from activities.models import Activity, SourceFile, Upload
from activities.services.drop_bytes import PATIENCE_S, drop_bytes
from activities.signals import activities_removed

PARCEL = 10
"""How many files go in one transaction: others never wait long for the database."""


def forget_files(files: Sequence[SourceFile]) -> None:
    """Deletes these files, their activities and their twins; what is left around them is matched again.

    In parcels: when the process dies, whole files are gone and the others untouched. The rows go first: a store that
    does not answer keeps no file on any page, and its bytes are swept later.
    """
    until = time.monotonic() + PATIENCE_S
    for at in range(0, len(files), PARCEL):
        drop_bytes(_forget(files[at : at + PARCEL]), until)


def forget_upload(upload: Upload) -> None:
    """Deletes all that one upload brought or brings meanwhile; what waits goes first, so that no worker reads it."""
    until = time.monotonic() + PATIENCE_S
    while not _deleted_if_empty(upload):
        drop_bytes(_forget(upload.files.order_by("-state", "uploaded_at")[:PARCEL]), until)


def _deleted_if_empty(upload: Upload) -> bool:
    with transaction.atomic():
        hold_account()
        is_empty = not upload.files.exists()
        if is_empty:
            upload.delete()
    return is_empty


def _forget(files: Iterable[SourceFile]) -> list[str]:
    """Returns the stored names that no row names any more."""
    ids = [file.pk for file in files]
    with transaction.atomic():
        hold_account()
        rows = SourceFile.objects.filter(pk__in=ids)
        names = [name for name in rows.values_list("content", flat=True) if name]
        activities = list(Activity.objects.filter(source_file__in=ids))
        Activity.objects.filter(pk__in=[activity.pk for activity in activities]).delete()
        rows.delete()
        if activities:
            spans = [(activity.started_at, activity.ended_at) for activity in activities]
            activities_removed.send(sender=Activity, spans=spans, ids=[activity.pk for activity in activities])
    return names
