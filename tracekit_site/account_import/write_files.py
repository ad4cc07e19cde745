"""Writes the source files of an export: their rows, and their bytes where the archive holds them."""

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile

from activities.models import SourceFile, Upload
from activities.parsers.error_messages import refusal_message
from activities.parsers.result import FileRefused
from activities.parsers.sniff import detect_type
from tracekit_site.account_import.archive import ExportArchive, Row
from tracekit_site.account_import.resolve import new_row_id, resolve

State = SourceFile.State


def write_files(import_id: UUID, archive: ExportArchive, rows: Sequence[Row]) -> tuple[int, list[str]]:
    """Creates the rows of source files; returns how many were left out, and the stored names of the new bytes.

    A file that was read comes with its bytes or not at all, a copy with its original. Raises StorageUnavailable.
    """
    uploads = resolve(import_id, Upload, [row["upload"] for row in rows])
    stored_names: list[str] = []
    left_out = 0
    for row in rows:
        file = _new_file(import_id, uploads.get(row["upload"]), archive, row)
        if file is None:
            left_out += 1
            continue
        if file.content:
            stored_names.append(str(file.content.name))
        file.save(force_insert=True)
    return left_out, stored_names


def _new_file(import_id: UUID, upload_id: Any, archive: ExportArchive, row: Row) -> SourceFile | None:
    """Returns the row of a file, with its bytes stored; None when it cannot be kept."""
    if upload_id is None or not row["name"]:
        return None
    columns = ("name", "size", "kind", "state", "reason", "reason_values", "notes", "uploaded_at")
    file = SourceFile(upload_id=upload_id, **{name: row[name] for name in columns})
    file.pk = new_row_id(import_id, SourceFile, row["number"])
    if file.state == State.REFUSED:
        return file if _can_be_worded(file) else None
    file.reason, file.reason_values = None, {}
    if file.state == State.COPY:
        file.copy_of = SourceFile.objects.filter(sha256=row["copy_of"] or "").first()
        return file if file.copy_of else None
    return _with_bytes(file, archive, row["sha256"] or "")


def _can_be_worded(file: SourceFile) -> bool:
    """Returns whether pages can say why a file was refused: the values must fit the sentence of the reason."""
    with suppress(KeyError, ValueError, IndexError, TypeError, AttributeError):
        return bool(file.reason and refusal_message(FileRefused(file.reason, **file.reason_values)))
    return False


def _with_bytes(file: SourceFile, archive: ExportArchive, sha256: str) -> SourceFile | None:
    """Stores the bytes of a file; returns None unless the archive has them, unchanged, new and of an activity file."""
    data = archive.file(f"files/{sha256}.{file.kind or 'bin'}")
    if data is None or hashlib.sha256(data).hexdigest() != sha256 or not _is_activity_file(data, file.kind):
        return None
    if SourceFile.objects.filter(sha256=sha256).exists():
        return None
    file.sha256, file.size = sha256, len(data)
    file.content.save("", ContentFile(data), save=False)
    return file


def _is_activity_file(data: bytes, kind: str | None) -> bool:
    """Returns whether bytes look like an activity file of that kind: what an upload could have stored."""
    try:
        detected = detect_type(data)
    except FileRefused:
        return False
    return detected == ("fit" if kind == "fit" else "xml") and kind is not None
