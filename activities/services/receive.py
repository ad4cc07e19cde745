"""Takes uploaded files in: their bytes into the store, a waiting row for each, and one job to read them."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
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

READ = "files.read"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file on its way in: the name it is shown under, and its bytes, readable and seekable."""

    name: str
    content: BinaryIO


def receive_files(upload: Upload, files: Iterable[Incoming]) -> list[SourceFile]:
    """Keeps the files and asks for them to be read; a row for each, in order.  An upload that is new is saved.

    A file whose bytes the owner already has is not kept again: its row is a twin of the first.  One that is too
    large is refused.  Bytes are hashed and stored outside the transaction that makes the rows: only in it is known
    whether the first is still there.  All are kept or none: raises StoreDown, StoreFull, and Upload.DoesNotExist when
    the upload was deleted meanwhile.
    """
    rows: list[SourceFile] = []
    try:
        rows.extend(prepared(upload.pk, file) for file in files)
        dropped = _write(upload, rows)
    except (OwnerDeleted, Upload.DoesNotExist, StorageUnavailable):
        delete_stored_files(str(row.content.name) for row in rows if row.content)
        raise
    delete_stored_files(dropped)
    return rows


def _write(upload: Upload, rows: list[SourceFile]) -> list[str]:
    """Makes the rows and the job; returns the stored names that are not needed."""
    with full_disk(), transaction.atomic():
        lock_account()
        if upload._state.adding:
            upload.save()
        else:
            Upload.objects.get(pk=upload.pk)
        dropped = mark_twins(rows)
        SourceFile.objects.bulk_create(rows)
        if any(row.state == SourceFile.State.WAITING for row in rows):
            enqueue(READ)
    return dropped


def prepared(upload_id: UUID, file: Incoming) -> SourceFile:
    """A row for the file, not yet saved; its bytes are in the store unless they are too many."""
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


def mark_twins(rows: list[SourceFile]) -> list[str]:
    """Makes twins of rows whose bytes are here already, or come twice; returns the stored names to drop."""
    hashes = [row.sha256 for row in rows if row.sha256]
    first = {file.sha256: file for file in SourceFile.objects.filter(sha256__in=hashes)}
    dropped = []
    for row in rows:
        if row.sha256 and first.setdefault(row.sha256, row) is not row:
            dropped.append(row.content.name)
            row.become_twin(first[row.sha256])
    return [name for name in dropped if name]


def _size(content: BinaryIO) -> int:
    return content.seek(0, 2)


def _sha256(content: BinaryIO) -> str:
    content.seek(0)
    return hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]
