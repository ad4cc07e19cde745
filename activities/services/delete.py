"""Deletes activities, files and uploads, in short parts; no page shows them from the first part on."""

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from accounts.jobs.claims import Claim
from accounts.jobs.kinds import job_kind, periodic_task
from accounts.jobs.lanes import Lane
from accounts.jobs.services.enqueue import enqueue, enqueue_for
from accounts.models import Account
from accounts.services.lock_account import lock_account
from accounts.services.part_size import PartSize
from activities.being_deleted import FILE, UPLOAD
from activities.models import Activity, SourceFile, Upload
from activities.services.delete_stored_files import TIME_LIMIT_S, delete_stored_files
from activities.services.deletions import end_deletion, start_deletion
from activities.signals import activities_deleted

PART_SIZE = 10
"""The first transaction of a step deletes this many activities: each has its surroundings matched again."""

MAX_PART_SIZE = 100
"""A transaction deletes at most this many activities, however fast the one before was."""

MAX_ROWS = 100
"""A transaction deletes this many rows of files, after their activities."""

MAX_STEP_S = 2.0
"""A step of a job deletes for this long."""

DELETE_FILE_JOB, DELETE_UPLOAD_JOB = "files.delete", "uploads.delete"
"""These kinds of jobs delete a file or an upload; the `dedup_key` is its id in 32 digits."""

_JOB_KINDS = {FILE: DELETE_FILE_JOB, UPLOAD: DELETE_UPLOAD_JOB}


def delete_activities(activities: Iterable[Activity]) -> None:
    """Deletes these activities of the current owner and sends `activities_deleted`.

    The caller opens the transaction and locks the account.
    """
    spans = {activity.pk: (activity.started_at, activity.ended_at) for activity in activities}
    if spans:
        Activity.objects.filter(pk__in=list(spans)).delete()
        activities_deleted.send(sender=Activity, spans=list(spans.values()), ids=list(spans))


def delete_source_files(files: Sequence[SourceFile]) -> None:
    """Deletes each of these files with its activities and copies; the remaining activities are matched again.

    One transaction deletes a file of a few activities and copies. Of a larger one nothing is shown any more from then
    on, and a job deletes it. The rows are deleted before the bytes: when the file storage is unreachable, the files
    still disappear from all pages, and `delete_orphans` deletes the bytes later.
    """
    for file in files:
        with transaction.atomic():
            lock_account()
            rows = SourceFile.objects.filter(pk=file.pk)
            is_small = _is_small(rows)
            stored_names = _delete_small(rows) if is_small else []
            if not is_small:
                _start(FILE, file.pk.hex)
        delete_stored_files(stored_names)


def delete_upload(upload: Upload) -> None:
    """Deletes the upload with all its files, also those that arrive meanwhile: a job does, and nothing is shown now."""
    with transaction.atomic():
        lock_account()
        _start(UPLOAD, upload.pk.hex)


@job_kind(DELETE_FILE_JOB, lane=Lane.CLICK, deletes=True)
def delete_rest_of_file(claim: Claim) -> bool:
    """Deletes parts of a file for a step; returns whether more is left."""
    id = claim.job.dedup_key
    return _delete_in_parts(claim, SourceFile.objects.filter(pk=id), lambda: end_deletion(FILE + id))


@job_kind(DELETE_UPLOAD_JOB, lane=Lane.CLICK, deletes=True)
def delete_rest_of_upload(claim: Claim) -> bool:
    """Deletes parts of an upload for a step; returns whether more is left."""
    id = claim.job.dedup_key

    def finish() -> None:
        Upload.objects.filter(pk=id).delete()
        end_deletion(UPLOAD + id)

    return _delete_in_parts(claim, SourceFile.objects.filter(upload=id), finish)


@periodic_task(every=timedelta(hours=1))
def resume_deletions() -> None:
    """Enqueues the job of every deletion of a file or an upload again, in case that it has stopped."""
    for account in Account.objects.filter(closed_at=None).exclude(being_deleted=""):
        for word in account.being_deleted.split():
            for prefix, kind in _JOB_KINDS.items():
                if word.startswith(prefix):
                    enqueue_for(account, kind, dedup_key=word.removeprefix(prefix))


def _start(prefix: str, id: str) -> None:
    start_deletion(prefix + id)
    enqueue(_JOB_KINDS[prefix], dedup_key=id)


def _is_small(files: "QuerySet[SourceFile]") -> bool:
    """Returns whether one transaction can delete these files with their activities and copies."""
    activities, copies = _activities_of(files), _copies_of(files)
    return activities[: PART_SIZE + 1].count() <= PART_SIZE and copies[: MAX_ROWS + 1].count() <= MAX_ROWS


def _delete_small(files: "QuerySet[SourceFile]") -> list[str]:
    """Deletes the files with everything of them; returns the stored names that no row names any more."""
    delete_activities(_activities_of(files))
    stored_names = [name for name in files.values_list("content", flat=True) if name]
    files.delete()
    return stored_names


def _delete_in_parts(claim: Claim, files: "QuerySet[SourceFile]", finish: Callable[[], None]) -> bool:
    """Deletes parts of the files until the step ends; the last part calls `finish`. Returns whether more is left."""
    started_at, size = time.monotonic(), PartSize(PART_SIZE, MAX_PART_SIZE)
    while True:
        with size.transaction():
            stored_names = _delete_part(files, size.value)
            if stored_names is None:
                finish()
            claim.renew_lease()
        if stored_names is None:
            return False
        delete_stored_files(stored_names, started_at + TIME_LIMIT_S)
        if time.monotonic() > started_at + MAX_STEP_S:
            return True


def _delete_part(files: "QuerySet[SourceFile]", size: int) -> list[str] | None:
    """Deletes some activities of the files, else some copies, else some files; returns None when nothing is left.

    Returns the stored names that no row names any more.
    """
    if activities := list(_activities_of(files)[:size]):
        delete_activities(activities)
        return []
    if copies := list(_copies_of(files).values_list("pk", flat=True)[:MAX_ROWS]):
        SourceFile.objects.filter(pk__in=copies).delete()
        return []
    rows = dict(files.values_list("pk", "content")[:MAX_ROWS])
    SourceFile.objects.filter(pk__in=list(rows)).delete()
    return [name for name in rows.values() if name] if rows else None


def _activities_of(files: "QuerySet[SourceFile]") -> "QuerySet[Activity]":
    return Activity.objects.filter(source_file__in=files.values("pk")).order_by("started_at")


def _copies_of(files: "QuerySet[SourceFile]") -> "QuerySet[SourceFile]":
    return SourceFile.objects.filter(copy_of__in=files.values("pk"))
