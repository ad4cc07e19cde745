"""Takes an uploaded archive apart: each entry becomes a source file of its own, then the archive goes."""

import io
import time
from collections.abc import Callable
from typing import BinaryIO

from django.db import transaction

from accounts.jobs.claims import Claim
from accounts.services.lock_account import lock_account
from activities.models import SourceFile
from activities.parsers.archive import Archive
from activities.parsers.result import FileRefused
from activities.services.delete_stored_files import delete_stored_files
from activities.services.receive import Incoming, mark_twins, prepared


def unpack(file: SourceFile, content: BinaryIO, claim: Claim, until: float) -> None:
    """Unpacks entries of its content until the time (of `time.monotonic`) has come, one transaction each.

    The row counts what it has given up, so a killed worker's successor goes on with the next entry.  Raises Refused
    when the archive as a whole is not to be opened, and StoreDown; the entries before that one stay.
    """
    archive = Archive(content)
    for number in range(file.unpacked, len(archive)):
        _keep(file, _entry(file, archive, number), claim)
        if time.monotonic() > until:
            return
    _finish(file, claim)


def _entry(file: SourceFile, archive: Archive, number: int) -> SourceFile:
    try:
        name, data = archive.read_entry(number)
    except FileRefused as no:
        row = SourceFile(upload_id=file.upload_id, name=archive.entry_name(number), size=archive.entry_size(number))
        row.refuse(no.code, no.values)
        return row
    return prepared(file.upload_id, Incoming(name, io.BytesIO(data)))


def _keep(file: SourceFile, entry: SourceFile, claim: Claim) -> None:
    def write() -> list[str]:
        dropped = mark_twins([entry])
        entry.save()
        SourceFile.objects.filter(pk=file.pk).update(unpacked=file.unpacked + 1)
        return dropped

    _while_there(file, claim, write, otherwise=[str(entry.content.name)] if entry.content else [])
    file.unpacked += 1


def _finish(file: SourceFile, claim: Claim) -> None:
    def write() -> list[str]:
        SourceFile.objects.filter(pk=file.pk).delete()
        return [str(file.content.name)]

    _while_there(file, claim, write, otherwise=[])


def _while_there(file: SourceFile, claim: Claim, write: Callable[[], list[str]], otherwise: list[str]) -> None:
    """Writes in one transaction unless the athlete has deleted the archive; then drops the bytes not needed."""
    with transaction.atomic():
        lock_account()
        dropped = write() if SourceFile.objects.filter(pk=file.pk).exists() else otherwise
        claim.renew_lease()
    delete_stored_files(dropped)
