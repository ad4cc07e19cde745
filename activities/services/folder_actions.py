"""Pauses and syncs the activities folder at the athlete's request, and reads deleted files of it again."""

from django.db import transaction
from django.db.models import Q

from accounts.jobs.services.enqueue import enqueue
from accounts.services.lock_account import lock_account
from activities.models import ActivitiesFolder, FolderFile

SCAN_JOB, TAKE_IN_JOB = "folder.scan", "folder.take_in"
"""A job of the first kind scans the folder; one of the second takes in the files that are ready."""

EXCLUDED = Q(state=FolderFile.State.KNOWN, source_file=None)
"""This is true of the files in the folder that are not read, because the athlete deleted them here."""


def pause_folder() -> None:
    """Stops scans of the folder until the athlete syncs it. The caller opens the transaction and locks the account."""
    ActivitiesFolder.objects.update_or_create(defaults={"is_paused": True})


def sync_folder() -> None:
    """Scans the folder now, also when it was paused."""
    with transaction.atomic():
        lock_account()
        ActivitiesFolder.objects.filter(is_paused=True).update(is_paused=False)
        enqueue(SCAN_JOB)


def restore_deleted_files() -> None:
    """Reads the files again that were deleted here and are still in the folder."""
    with transaction.atomic():
        lock_account()
        FolderFile.objects.filter(state=FolderFile.State.MISSING, source_file=None).delete()
        FolderFile.objects.filter(EXCLUDED).update(state=FolderFile.State.READY, sha256=None)
        enqueue(TAKE_IN_JOB)
