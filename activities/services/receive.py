"""Receives uploaded files: stores their bytes, creates a waiting row for each, and one job to read them."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from io import SEEK_END
from typing import BinaryIO
from uuid import UUID

from django.core.files.base import File
from django.db import transaction

from accounts.jobs.services.enqueue import enqueue
from accounts.scope import OwnerDeleted
from accounts.services.lock_account import lock_account
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


def receive_files(upload: Upload, files: Iterable[IncomingFile]) -> list[SourceFile]:
    """Stores the files and enqueues the job that reads them; returns a row for each, in order. Saves a new upload.

    A file whose bytes the owner already has is not stored again: its row is a copy of the first. One that is too large
    is refused. Bytes are hashed and stored before the transaction that creates the rows; copies are found inside it,
    where the first file cannot disappear. All files are kept or none: raises StorageUnavailable, StorageFull, and
    Upload.DoesNotExist when the upload was deleted meanwhile.
    """
    rows: list[SourceFile] = []
    try:
        rows.extend(store_source_file(upload.pk, file) for file in files)
        unused = _write_rows(upload, rows)
    except (OwnerDeleted, Upload.DoesNotExist, StorageUnavailable):
        delete_stored_files(str(row.content.name) for row in rows if row.content)
        raise
    delete_stored_files(unused)
    return rows


def _write_rows(upload: Upload, rows: list[SourceFile]) -> list[str]:
    """Creates the rows and the job; returns the stored names that are not needed."""
    with full_disk(), transaction.atomic():
        lock_account()
        if upload._state.adding:
            upload.save()
        else:
            Upload.objects.get(pk=upload.pk)
        unused = link_copies(rows)
        SourceFile.objects.bulk_create(rows)
        if any(row.state == SourceFile.State.WAITING for row in rows):
            enqueue(READ_FILES_JOB)
    return unused


def store_source_file(upload_id: UUID, file: IncomingFile) -> SourceFile:
    """Stores the bytes of a file unless it is too large; returns its row, which is not saved yet."""
    compression = detect_compression(file.content.read(HEAD_SIZE))
    row = SourceFile(upload_id=upload_id, name=display_name(file.name), size=_size(file.content))
    try:
        check_file_size(row.size, upload_limit(compression))
    except FileRefused as refused:
        row.refuse(refused.code, refused.values)
        return row
    if compression is None:
        row.sha256 = _sha256(file.content)
    file.content.seek(0)
    row.content.save(row.name, File(file.content), save=False)
    return row


def link_copies(rows: list[SourceFile]) -> list[str]:
    """Marks rows whose bytes are stored already, or come twice, as copies of the first; returns their stored names."""
    hashes = [row.sha256 for row in rows if row.sha256]
    originals = {file.sha256: file for file in SourceFile.objects.filter(sha256__in=hashes)}
    unused = []
    for row in rows:
        if row.sha256 and originals.setdefault(row.sha256, row) is not row:
            unused.append(row.content.name)
            row.become_copy_of(originals[row.sha256])
    return [name for name in unused if name]


def _size(content: BinaryIO) -> int:
    return content.seek(0, SEEK_END)


def _sha256(content: BinaryIO) -> str:
    content.seek(0)
    return hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]
