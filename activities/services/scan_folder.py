"""Scans the activities folder: finds files that are new, changed, renamed or gone, and leaves them as they are."""

import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TypeVar

from django.db import transaction
from django.utils import timezone

from accounts.insert_rows import insert_rows
from accounts.jobs.claims import Claim
from accounts.jobs.kinds import job_kind, periodic_task
from accounts.jobs.lanes import Lane
from accounts.jobs.services.enqueue import enqueue, enqueue_for
from accounts.scope import OwnerId, current_owner_id
from accounts.services.lock_account import lock_account
from activities.models import ActivitiesFolder, FolderFile
from activities.services.compare_folder import FileState, FolderChanges, KnownFile, compare_folder
from activities.services.delete_missing_files import delete_missing_files
from activities.services.folder_account import folder_account, is_folder_account
from activities.services.folder_actions import SCAN_JOB, TAKE_IN_JOB
from activities.storage.activities_folder import FolderListing, ListedFile, activities_folder, list_folder

T = TypeVar("T")

SCAN_INTERVAL = timedelta(minutes=5)
MAX_STEP_S = 2.0
BATCH_SIZE = 500
"""One transaction writes so many paths."""

COLUMNS = ("path", "size", "modified_ns", "sha256", "state")


@periodic_task(every=SCAN_INTERVAL)
def schedule_folder_scan() -> None:
    """Enqueues a scan of the activities folder for the account whose it is."""
    account = folder_account()
    if account is not None:
        enqueue_for(account, SCAN_JOB)


@job_kind(SCAN_JOB, lane=Lane.DAILY)
def scan_folder(claim: Claim) -> bool:
    """Compares the folder with what is known of it, and writes for two seconds; returns whether changes are left.

    Nothing changes while the folder is paused or unreadable, or when it has lost all of its files at once, as when a
    disk is not mounted.
    """
    folder = ActivitiesFolder.objects.get_or_create()[0]
    if folder.is_paused or not is_folder_account(OwnerId(current_owner_id())):
        return False
    listing, known = list_folder(activities_folder()), _load_known()
    problem = _problem_of(listing, known)
    if problem == "" and _write_changes(compare_folder(known, listing, time.time_ns()), claim):
        return True
    _finish_scan(folder, listing, problem, claim)
    return False


def _load_known() -> dict[str, KnownFile]:
    columns = ("id", "path", "size", "modified_ns", "state", "sha256", "source_file_id")
    rows = FolderFile.objects.values_list(*columns).iterator(chunk_size=5000)
    return {path: KnownFile(id, ListedFile(path, size, time_ns), *rest) for id, path, size, time_ns, *rest in rows}


def _problem_of(listing: FolderListing, known: dict[str, KnownFile]) -> str:
    if "" in listing.unreadable:
        return ActivitiesFolder.Problem.UNREADABLE
    is_lost = (row.source_file_id and not listing.is_hidden(path) for path, row in known.items())
    return ActivitiesFolder.Problem.EMPTY if not listing.files and any(is_lost) else ""


def _write_changes(changes: FolderChanges, claim: Claim) -> bool:
    """Writes the new states, then deletes what is gone; returns whether time ran out before all was done."""
    deadline = time.monotonic() + MAX_STEP_S
    for batch in _batches(changes.states):
        if time.monotonic() > deadline:
            return True
        _write_states(batch, claim)
    for missing in _batches(changes.missing):
        FolderFile.objects.filter(pk__in=[row.id for row in missing]).delete()
    return delete_missing_files(claim, deadline)


def _write_states(states: Sequence[FileState], claim: Claim) -> None:
    rows = [(listed.path, listed.size, listed.modified_ns, sha256, str(state)) for listed, sha256, state in states]
    with transaction.atomic():
        lock_account()
        insert_rows(FolderFile, COLUMNS, rows, unique=("path",))
        claim.renew_lease()


def _batches(rows: Sequence[T]) -> Iterator[Sequence[T]]:
    return (rows[start : start + BATCH_SIZE] for start in range(0, len(rows), BATCH_SIZE))


def _finish_scan(folder: ActivitiesFolder, listing: FolderListing, problem: str, claim: Claim) -> None:
    with transaction.atomic():
        lock_account()
        ActivitiesFolder.objects.filter(pk=folder.pk).update(
            scanned_at=timezone.now(), problem=problem, unreadable_count=len(listing.unreadable)
        )
        if FolderFile.objects.filter(state=FolderFile.State.READY).exists():
            enqueue(TAKE_IN_JOB)
        claim.renew_lease()
