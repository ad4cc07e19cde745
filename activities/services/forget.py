"""Deletes source files: bytes, activities and row, at once."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from accounts.services.hold import hold_account
from activities.models import Activity, SourceFile, Upload
from activities.services.drop_bytes import drop_bytes
from activities.signals import activities_removed

PARCEL = 10
"""How many files go in one transaction: others never wait long for the database."""


def forget_files(files: Sequence[SourceFile]) -> None:
    """Deletes these files, their activities and their twins; what is left around them is matched again.

    In parcels: when the process dies, whole files are gone and the others untouched.
    """
    for at in range(0, len(files), PARCEL):
        _forget(files[at : at + PARCEL])


def forget_upload(upload: Upload) -> None:
    """Deletes all that one upload brought or brings meanwhile; what waits goes first, so that no worker reads it."""
    while not _deleted_if_empty(upload):
        _forget(upload.files.order_by("-state", "uploaded_at")[:PARCEL])


def _deleted_if_empty(upload: Upload) -> bool:
    with transaction.atomic():
        hold_account()
        is_empty = not upload.files.exists()
        if is_empty:
            upload.delete()
    return is_empty


def _forget(files: Iterable[SourceFile]) -> None:
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
    drop_bytes(names)
