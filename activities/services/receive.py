"""Receives uploaded files: stores their bytes, creates a waiting row for each, and one job to read them."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from io import SEEK_END
from typing import BinaryIO
from uuid import UUID

from django.core.files.base import File
from django.db import transaction

from accounts.jobs.claims import LeaseLost
from accounts.jobs.services.enqueue import enqueue
from accounts.jobs.services.make_due import make_due
from accounts.scope import OwnerDeleted, current_owner_id
from accounts.services.lock_account import lock_account
from accounts.services.quota import QuotaFull, Room, load_room
from activities.being_deleted import hidden_files
from activities.display_name import display_name
from activities.models import SourceFile, Upload
from activities.parsers.limits import check_file_size, upload_limit
from activities.parsers.result import FileRefused
from activities.parsers.sniff import HEAD_SIZE, detect_compression
from activities.services.delete_stored_files import delete_stored_files
from activities.storage.storage_errors import StorageUnavailable, full_disk

READ_FILES_JOB = "files.read"


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """An incoming file has the name that the sender gave it, and readable and seekable content."""

    name: str
    content: BinaryIO


class ReceiptCanceled(RuntimeError):
    """What the files were received for has ended meanwhile, so none of them is kept."""


def receive_files(
    upload: Upload, files: Iterable[IncomingFile], finish: Callable[[list[SourceFile]], None] | None = None
) -> list[SourceFile]:
    """Stores the files and enqueues the job that reads them; returns a row for each, in order. Saves a new upload.

    A file whose bytes the owner already has is not stored again: its row is a copy of the first. One that is too large
    is refused. Bytes are hashed and stored before the transaction that creates the rows; copies are found inside it,
    where the first file cannot disappear. `finish` gets the rows at the end of that transaction, and undoes it when it
    raises ReceiptCanceled or LeaseLost. All files are kept or none: raises what it raises, StorageUnavailable,
    StorageFull, QuotaFull (when one is certain, before any bytes are stored), and Upload.DoesNotExist when the upload
    was deleted meanwhile.
    """
    contents = [(new_source_file(upload.pk, file), file.content) for file in files]
    rows = [row for row, _ in contents]
    take_room(upload, rows)
    try:
        for row, content in contents:
            store_content(row, content)
        unused = _write_rows(upload, rows, finish)
    except (OwnerDeleted, Upload.DoesNotExist, StorageUnavailable, QuotaFull, ReceiptCanceled, LeaseLost):
        delete_stored_files(str(row.content.name) for row in rows if row.content)
        raise
    delete_stored_files(unused)
    return rows


def start_upload() -> Upload:
    """Creates an upload that files can be sent to. Raises QuotaFull."""
    with transaction.atomic():
        lock_account()
        load_room().take(rows=1)
        upload: Upload = Upload.objects.create()
    return upload


def _write_rows(upload: Upload, rows: list[SourceFile], finish: Callable[[list[SourceFile]], None] | None) -> list[str]:
    """Creates the rows and the job; returns the stored names that are not needed."""
    with full_disk(), transaction.atomic():
        lock_account()
        if upload._state.adding:
            upload.save()
        else:
            Upload.objects.visible().get(pk=upload.pk)
        unused = link_copies(rows)
        take_room(upload, rows)
        SourceFile.objects.bulk_create(rows)
        if any(row.state == SourceFile.State.WAITING for row in rows):
            enqueue(READ_FILES_JOB)
            if upload.is_import:
                make_due(current_owner_id(), kind=READ_FILES_JOB)
        if finish is not None:
            finish(rows)
    return unused


def take_room(upload: Upload, rows: list[SourceFile]) -> None:
    """Raises QuotaFull when the rows, which are not saved yet, are more than the account has room for.

    Bytes that the owner has already take no room. An import has all the room there is.
    """
    room = Room() if upload.is_import else load_room()
    if room == Room():
        return
    sizes = {row.sha256 or str(row.pk): row.size for row in rows if row.state == SourceFile.State.WAITING}
    stored = SourceFile.objects.filter(sha256__in=[row.sha256 for row in rows if row.sha256])
    for sha256 in stored.values_list("sha256", flat=True):
        sizes.pop(sha256, None)
    room.take(files=len(rows), rows=len(rows), stored_bytes=sum(sizes.values()))


def new_source_file(upload_id: UUID, file: IncomingFile) -> SourceFile:
    """Returns the row of a file, which is not saved yet: with its hash, or refused when it is too large."""
    compression = detect_compression(file.content.read(HEAD_SIZE))
    row = SourceFile(upload_id=upload_id, name=display_name(file.name), size=_size(file.content))
    try:
        check_file_size(row.size, upload_limit(compression))
    except FileRefused as refused:
        row.refuse(refused.code, refused.values)
        return row
    if compression is None:
        row.sha256 = _sha256(file.content)
    return row


def store_content(row: SourceFile, content: BinaryIO) -> None:
    """Stores the bytes of a file that is not refused; its row is not saved."""
    if row.state == SourceFile.State.WAITING:
        content.seek(0)
        row.content.save(row.name, File(content), save=False)


def link_copies(rows: list[SourceFile]) -> list[str]:
    """Marks rows whose bytes are stored already, or come twice, as copies of the first; returns their stored names."""
    hashes = [row.sha256 for row in rows if row.sha256]
    release_hashes(hashes)
    originals = {file.sha256: file for file in SourceFile.objects.filter(sha256__in=hashes)}
    unused = []
    for row in rows:
        if row.sha256 and originals.setdefault(row.sha256, row) is not row:
            unused.append(row.content.name)
            row.become_copy_of(originals[row.sha256])
    return [name for name in unused if name]


def release_hashes(hashes: Sequence[str]) -> None:
    """Takes these hashes from files that are being deleted: what arrives is stored anew, and is no copy of them."""
    if hidden := hidden_files():
        SourceFile.objects.filter(hidden, sha256__in=hashes).update(sha256=None)


def _size(content: BinaryIO) -> int:
    return content.seek(0, SEEK_END)


def _sha256(content: BinaryIO) -> str:
    content.seek(0)
    return hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]
