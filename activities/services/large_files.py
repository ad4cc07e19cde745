"""Stores files of many activities in parts: one transaction for all of them would hold the lock for too long."""

from dataclasses import replace

from django.db import transaction

from accounts.jobs.claims import Claim
from accounts.services.lock_account import lock_account
from accounts.services.quota import Room, load_room
from activities.models import Activity, SourceFile
from activities.parsers.result import FileRefused
from activities.services.finish_files import FileOutcome, load_originals
from activities.services.store import store_file_activities

MAX_PART_ACTIVITIES = 20
"""One transaction stores so many activities of a large file."""


def store_first_parts(outcome: FileOutcome, claim: Claim, *, is_retry: bool) -> FileOutcome:
    """Stores the activities of a large file in parts, until one part is left; returns the outcome with that part.

    The file waits until the last part is stored, so that after a crash it is read again. Nothing of a copy is stored,
    nor of a file whose activities are more than the account has room for.
    """
    count = outcome.activity_count
    while not isinstance(outcome.result, FileRefused) and len(outcome.result.records) > MAX_PART_ACTIVITIES:
        records = outcome.result.records
        with transaction.atomic():
            lock_account()
            is_copy = outcome.unpacked and load_originals([outcome.unpacked.sha256])
            is_waiting = SourceFile.objects.waiting().filter(pk=outcome.file.pk).exists()
            if is_copy or not is_waiting or not _has_room(outcome.file, count):
                return outcome
            store_file_activities([(outcome.file, records[:MAX_PART_ACTIVITIES])])
            claim.renew_lease(is_retry=is_retry)
        outcome = replace(outcome, result=replace(outcome.result, records=records[MAX_PART_ACTIVITIES:]))
    return outcome


def _has_room(file: SourceFile, count: int) -> bool:
    """Returns whether the account has room for those of a file's activities that are not stored yet."""
    room = load_room()
    if room == Room() or file.upload.is_import:
        return True
    return count - Activity.objects.filter(source_file=file).count() <= room.rows
