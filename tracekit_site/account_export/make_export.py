"""Starts an export, and makes it in a job: each step writes one part to the file storage."""

from collections.abc import Iterator
from datetime import timedelta
from tempfile import SpooledTemporaryFile
from typing import IO, cast

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from accounts.jobs.claims import Claim, Postpone
from accounts.jobs.kinds import job_kind
from accounts.jobs.lanes import Lane
from accounts.jobs.models import Job
from accounts.jobs.services.enqueue import enqueue
from accounts.scope import being_deleted
from accounts.services.lock_account import load_deletions, lock_account
from activities.models import SourceFile
from activities.services.delete_stored_files import delete_stored_files
from tracekit_site.account_export.export import EXPORT_JOB, Export, ExportPart
from tracekit_site.account_export.steps import ExportSteps
from tracekit_site.account_export.zip_parts import DirectoryEntry

MAX_BYTES_IN_MEMORY = 1 << 20

DELETION_DELAY = timedelta(seconds=5)
"""What is being deleted is named by answers and workouts too, so no export is made of it: the job waits so long."""


def start_export(*, has_files: bool) -> Export:
    """Returns the export that is being made, or a new one and its job; a new one replaces those before it."""
    with transaction.atomic():
        lock_account()
        export = Export.objects.filter(state=Export.State.MAKING).first()
        if export is not None and not has_stopped(export):
            return export
        stored_names = list(ExportPart.objects.values_list("content", flat=True))
        Export.objects.all().delete()
        file_count = SourceFile.objects.visible().filter(sha256__isnull=False).count() if has_files else 0
        export = Export.objects.create(has_files=has_files, file_count=file_count)
        enqueue(EXPORT_JOB, dedup_key=export.pk.hex)
    delete_stored_files(stored_names)
    return export


def has_stopped(export: Export) -> bool:
    """Returns whether the job of an export has stopped after its last attempt."""
    return Job.objects.filter(kind=EXPORT_JOB, dedup_key=export.pk.hex, state=Job.State.STOPPED).exists()


@job_kind(EXPORT_JOB, lane=Lane.BACKFILL)
def make_export(claim: Claim) -> bool:
    """Writes the next part of an export; returns whether more are left. Waits while anything is being deleted.

    Raises StorageUnavailable when a file cannot be read or stored; the part is then written again later.
    """
    load_deletions()
    export = Export.objects.filter(pk=claim.job.dedup_key, state=Export.State.MAKING).first()
    if export is None:
        return False
    if being_deleted():
        raise Postpone(timezone.now() + DELETION_DELAY)
    part = ExportPart(export=export, number=export.parts.count())
    steps = ExportSteps(export, lambda: stored_entries(export), claim.extend_lease)
    with SpooledTemporaryFile(MAX_BYTES_IN_MEMORY) as buffer:
        target = cast(IO[bytes], buffer)
        part.entries = steps.write_next(target)
        part.size = target.seek(0, 2)
        target.seek(0)
        part.content.save("", File(target), save=False)
    _save(part, claim)
    return export.state == Export.State.MAKING


def _save(part: ExportPart, claim: Claim) -> None:
    """Saves a part and how far its export is; deletes the stored bytes when that is not possible."""
    try:
        with transaction.atomic():
            lock_account()
            part.save()
            part.export.save()
            claim.renew_lease()
    except BaseException:
        delete_stored_files([str(part.content.name)])
        raise


def stored_entries(export: Export) -> Iterator[DirectoryEntry]:
    """Yields what the directory says of the parts that are stored."""
    for entries in export.parts.order_by("number").values_list("entries", flat=True):
        yield from entries
