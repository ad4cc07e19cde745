"""Unpacks an uploaded archive: each entry becomes a source file of its own, then the archive is deleted."""

import io
import time
from collections.abc import Callable
from typing import BinaryIO

from django.db import transaction

from accounts.jobs.claims import Claim
from accounts.services.lock_account import lock_account
from accounts.services.quota import QuotaFull
from activities.models import SourceFile
from activities.parsers.archive import Archive
from activities.parsers.result import FileRefused
from activities.services.delete_stored_files import delete_stored_files
from activities.services.receive import IncomingFile, link_copies, new_source_file, store_content, take_room


def unpack_archive(file: SourceFile, content: BinaryIO, claim: Claim, max_s: float) -> None:
    """Unpacks entries for so many seconds after the archive's list was read, one transaction each.

    The row counts its entries that are done, so that another worker resumes after a crash. Raises FileRefused when the
    whole archive is refused, or the rest of it from the first entry on for which the account has no room, and
    StorageUnavailable; the entries unpacked before stay.
    """
    archive = Archive(content)
    deadline = time.monotonic() + max_s
    for number in range(file.unpacked_entries, len(archive)):
        if archive.is_left_out(number):
            continue
        try:
            _write_entry(file, *_read_entry(file, archive, number), number, claim)
        except QuotaFull:
            raise FileRefused("zip_quota", count=archive.count_from(number)) from None
        if time.monotonic() > deadline:
            return
    _finish_archive(file, archive.left_out_count, claim)


def _read_entry(file: SourceFile, archive: Archive, number: int) -> tuple[SourceFile, BinaryIO]:
    """Returns the row of an entry, which is not saved yet, and its bytes."""
    try:
        name, data = archive.read_entry(number)
    except FileRefused as refused:
        row = SourceFile(upload_id=file.upload_id, name=archive.entry_name(number), size=archive.entry_size(number))
        row.refuse(refused.code, refused.values)
        return row, io.BytesIO()
    content = io.BytesIO(data)
    return new_source_file(file.upload_id, IncomingFile(name, content)), content


def _write_entry(file: SourceFile, entry: SourceFile, content: BinaryIO, number: int, claim: Claim) -> None:
    """Stores an entry and its row. Raises QuotaFull, and then keeps neither."""

    def write() -> list[str]:
        unused = link_copies([entry])
        take_room(file.upload, [entry])
        entry.save()
        SourceFile.objects.filter(pk=file.pk).update(unpacked_entries=number + 1)
        return unused

    take_room(file.upload, [entry])
    store_content(entry, content)
    stored_names = [str(entry.content.name)] if entry.content else []
    try:
        _write_if_present(file, claim, write, otherwise=stored_names)
    except QuotaFull:
        delete_stored_files(stored_names)
        raise
    file.unpacked_entries = number + 1


def _finish_archive(file: SourceFile, left_out_count: int, claim: Claim) -> None:
    """Deletes the archive, or keeps its row without its bytes to say how many of its files were left out."""

    def write() -> list[str]:
        stored_name = str(file.content.name)
        if left_out_count:
            file.refuse("zip_left_out", {"count": left_out_count})
            file.save()
        else:
            SourceFile.objects.filter(pk=file.pk).delete()
        return [stored_name]

    _write_if_present(file, claim, write, otherwise=[])


def _write_if_present(file: SourceFile, claim: Claim, write: Callable[[], list[str]], otherwise: list[str]) -> None:
    """Writes in one transaction unless the athlete has deleted the archive; then deletes the unused stored files."""
    with transaction.atomic():
        lock_account()
        unused = write() if SourceFile.objects.visible().filter(pk=file.pk).exists() else otherwise
        claim.renew_lease()
    delete_stored_files(unused)
