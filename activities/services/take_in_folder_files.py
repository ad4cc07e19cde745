"""Takes in files of the activities folder: hashes them where they are, and creates a waiting row for each new one."""

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from accounts.jobs.claims import Claim
from accounts.jobs.kinds import job_kind
from accounts.jobs.lanes import Lane
from accounts.jobs.services.enqueue import enqueue
from accounts.services.lock_account import lock_account
from activities.display_name import display_name
from activities.models import ActivitiesFolder, FolderFile, SourceFile, Upload
from activities.parsers.gunzip import gunzip_if_packed
from activities.parsers.limits import check_file_size
from activities.parsers.result import FileRefused
from activities.parsers.sniff import HEAD_SIZE, detect_compression
from activities.services.delete_missing_files import delete_missing_files
from activities.services.folder_actions import TAKE_IN_JOB
from activities.services.receive import READ_FILES_JOB, release_hashes
from activities.storage.activities_folder import is_unchanged, open_listed_file

State = FolderFile.State

MAX_STEP_FILES = 200
MAX_STEP_S = 2.0
GROUP_SIZE = 20
"""One transaction writes so many files."""


@dataclass(frozen=True, slots=True)
class Contents:
    """Holds what was found at a path: the hash of the bytes, or why they are refused; neither when they changed."""

    row: FolderFile
    sha256: str | None = None
    refused: FileRefused | None = None


@job_kind(TAKE_IN_JOB, lane=Lane.DAILY)
def take_in_folder_files(claim: Claim) -> bool:
    """Takes in files that are ready, up to two hundred and for two seconds; returns whether more are."""
    if ActivitiesFolder.objects.filter(is_paused=True).exists():
        return False
    deadline, group = time.monotonic() + MAX_STEP_S, list[Contents]()
    ready = FolderFile.objects.filter(state=State.READY)
    for row in ready.order_by("id")[:MAX_STEP_FILES]:
        group.append(_read_contents(row))
        if len(group) == GROUP_SIZE:
            _write_group(group, claim)
            group = []
        if time.monotonic() > deadline:
            break
    _write_group(group, claim)
    return ready.exists() or delete_missing_files(claim, time.monotonic() + MAX_STEP_S)


def _read_contents(row: FolderFile) -> Contents:
    """Hashes the bytes at a path; those of a gz file unpacked, so that it is the same file in either form."""
    try:
        with open_listed_file(row.listed) as content:
            if detect_compression(content.read(HEAD_SIZE)) == "zip":
                raise FileRefused("folder_zip")
            check_file_size(row.size)
            content.seek(0)
            data = content.read()
            if not is_unchanged(content, row.listed):
                return Contents(row)
        return Contents(row, hashlib.sha256(gunzip_if_packed(data)).hexdigest())
    except FileRefused as refused:
        return Contents(row, refused=refused)
    except OSError:  # it was changed or deleted a moment ago, or its disk fails: the next scan looks again
        return Contents(row)


def _write_group(group: Sequence[Contents], claim: Claim) -> None:
    """Links each path to the file that has its bytes, or to a new one that waits to be read."""
    if not group:
        return
    with transaction.atomic():
        lock_account()
        linked = _load_linked(group)
        new = [file for contents in group if (file := _link(contents, linked))]
        if new:
            upload = _current_upload()
            for file in new:
                file.upload = upload
            SourceFile.objects.bulk_create(new)
            enqueue(READ_FILES_JOB)
        FolderFile.objects.bulk_update([contents.row for contents in group], ["sha256", "state", "source_file"])
        _rename_files(group)
        claim.renew_lease()


def _load_linked(group: Sequence[Contents]) -> dict[str | None, UUID | None]:
    """Returns the ids of the files with these bytes by hash; None for those that the athlete deleted here."""
    hashes = [contents.sha256 for contents in group if contents.sha256]
    release_hashes(hashes)
    files = dict(SourceFile.objects.filter(sha256__in=hashes).values_list("sha256", "pk"))
    paths = FolderFile.objects.filter(sha256__in=hashes).exclude(state__in=(State.SEEN, State.READY))
    return {**files, **dict(paths.values_list("sha256", "source_file"))}


def _link(contents: Contents, linked: dict[str | None, UUID | None]) -> SourceFile | None:
    """Sets the new state of a path; returns the file that has to be created for it, if there is none."""
    row, file = contents.row, None
    row.sha256, row.state = contents.sha256, State.KNOWN
    if contents.refused:
        file = _new_file(row)
        file.refuse(contents.refused.code, contents.refused.values)
    elif contents.sha256 is None:
        row.state = State.SEEN
        return None
    elif contents.sha256 not in linked:
        file = _new_file(row)
        file.sha256 = contents.sha256
        linked[contents.sha256] = file.pk
    row.source_file_id = file.pk if file else linked[contents.sha256]
    return file


def _new_file(row: FolderFile) -> SourceFile:
    return SourceFile(name=display_name(row.path), size=row.size)


def _current_upload() -> Upload:
    """Returns the upload that holds what the last scan found; a new one for its first file."""
    scanned_at = ActivitiesFolder.objects.values_list("scanned_at", flat=True).get()
    uploads = Upload.objects.visible().filter(is_from_folder=True, started_at__gte=scanned_at)
    return uploads.order_by("-started_at").first() or Upload.objects.create(is_from_folder=True)


def _rename_files(group: Sequence[Contents]) -> None:
    """Gives files whose old path is missing the name at their new path, and deletes the old path."""
    paths = {contents.row.source_file_id: contents.row.path for contents in group if contents.row.source_file_id}
    missing = FolderFile.objects.filter(source_file__in=list(paths), state=State.MISSING)
    for id in set(missing.values_list("source_file", flat=True)):
        SourceFile.objects.filter(pk=id).update(name=display_name(paths[id]))
    missing.delete()
