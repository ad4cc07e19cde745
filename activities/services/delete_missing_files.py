"""Deletes the activities of files that are no longer in the activities folder, in parts."""

import time

from django.db import transaction

from accounts.jobs.claims import Claim
from accounts.services.lock_account import lock_account
from activities.models import SourceFile
from activities.services.delete import PART_SIZE, delete_activities

NOT_IN_FOLDER = "not_in_folder"
"""This is the reason of a file that has left the folder: its activities are deleted, and its row says so."""


def delete_missing_files(claim: Claim, deadline: float) -> bool:
    """Deletes the activities of files whose bytes are nowhere any more, until the deadline of `time.monotonic`.

    Workouts keep their other activities. Returns whether any are left.
    """
    while time.monotonic() < deadline:
        if not _delete_part(claim):
            return False
    return True


def _delete_part(claim: Claim) -> bool:
    """Deletes some activities of a gone file; when none is left, marks it as gone. Returns whether there was one."""
    with transaction.atomic():
        lock_account()
        file = SourceFile.objects.filter(content="", sha256__isnull=False, folder_files=None).first()
        if file is None:
            return False
        part = list(file.activities.order_by("started_at")[: PART_SIZE + 1])
        delete_activities(part[:PART_SIZE])
        if len(part) <= PART_SIZE:
            file.refuse(NOT_IN_FOLDER, {})
            file.save()
            file.refuse_copies()
        claim.renew_lease()
    return True
