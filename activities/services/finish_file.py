"""Saves the parse result of a file, in one short transaction that renews the job's lease."""

import hashlib
from dataclasses import asdict
from typing import NamedTuple

from django.core.files.base import ContentFile
from django.db import transaction

from accounts.jobs.claims import Claim
from accounts.services.lock_account import lock_account
from activities.models import Activity, SourceFile
from activities.parsers.result import FileRefused, ParseResult
from activities.services.delete_stored_files import delete_stored_files
from activities.services.store import store_activities
from activities.storage.source_files import new_stored_name, source_file_storage


class StoredContent(NamedTuple):
    """Describes unpacked bytes in the file storage: their stored name, size and hash."""

    name: str
    size: int
    sha256: str


def finish_file(file: SourceFile, result: ParseResult, unpacked: bytes | None, claim: Claim) -> None:
    """Stores and matches the activities of a parsed file, and marks the file as read.

    `unpacked` are the bytes of a file that was uploaded compressed: they replace the uploaded ones.
    """
    content = None if unpacked is None else _store_content(file, unpacked)
    unused = [content.name] if content else []
    with transaction.atomic():
        lock_account()
        row = _still_waiting(file)
        unused = unused if row is None else _write_result(row, result, content)
        claim.renew_lease()
    delete_stored_files(unused)


def refuse_file(file: SourceFile, refused: FileRefused, claim: Claim) -> None:
    """Saves why the file is refused, and deletes its stored bytes."""
    with transaction.atomic():
        lock_account()
        row = _still_waiting(file)
        if row is not None:
            row.refuse(refused.code, refused.values)
            row.save()
            row.refuse_copies()
        claim.renew_lease()
    delete_stored_files([file.content.name] if row is not None and file.content.name else [])


def _still_waiting(file: SourceFile) -> SourceFile | None:
    """Returns the file's row; None when the athlete has deleted it meanwhile."""
    return SourceFile.objects.filter(pk=file.pk, state=SourceFile.State.WAITING).first()


def _store_content(file: SourceFile, unpacked: bytes) -> StoredContent:
    name = source_file_storage().save(new_stored_name(file, ""), ContentFile(unpacked))
    return StoredContent(name, len(unpacked), hashlib.sha256(unpacked).hexdigest())


def _write_result(row: SourceFile, result: ParseResult, content: StoredContent | None) -> list[str]:
    """Writes the row and its activities; returns the stored names that are no longer needed."""
    unused = []
    if content:
        unused.append(str(row.content.name))
        row.content.name, row.size, row.sha256 = content
        original = SourceFile.objects.filter(sha256=row.sha256).first()
        if original is not None:
            row.become_copy_of(original)
            row.save()
            return [*unused, content.name]
    row.state, row.reason = SourceFile.State.READ, None
    row.kind, row.notes = result.kind, [asdict(note) for note in result.notes]
    row.save()
    store_activities(result.records, origin=Activity.Origin.FILE, source_file=row)
    return unused
