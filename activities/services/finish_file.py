"""What reading a file ends in, written in one short transaction that renews the job's lease."""

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
from activities.services.store import store
from activities.stored_name import source_files, stored_name


class Kept(NamedTuple):
    """Unpacked bytes in the store: where, how many, and their hash."""

    name: str
    size: int
    sha256: str


def finish_file(file: SourceFile, result: ParseResult, unpacked: bytes | None, claim: Claim) -> None:
    """The file was read: its activities are stored and matched, and it says so.

    `unpacked` are the bytes of a file that came packed: they take the place of what was uploaded.
    """
    kept = None if unpacked is None else _keep(file, unpacked)
    unused = [kept.name] if kept else []
    with transaction.atomic():
        lock_account()
        row = _still_waiting(file)
        dropped = unused if row is None else _settle(row, result, kept)
        claim.renew_lease()
    delete_stored_files(dropped)


def refuse_file(file: SourceFile, no: FileRefused, claim: Claim) -> None:
    """The file is not one we read: the row says why, its bytes go."""
    with transaction.atomic():
        lock_account()
        row = _still_waiting(file)
        if row is not None:
            row.refuse(no.code, no.values)
            row.save()
            row.refuse_twins()
        claim.renew_lease()
    delete_stored_files([file.content.name] if row is not None and file.content.name else [])


def _still_waiting(file: SourceFile) -> SourceFile | None:
    """The file's row, unless the athlete has deleted it meanwhile."""
    return SourceFile.objects.filter(pk=file.pk, state=SourceFile.State.WAITING).first()


def _keep(file: SourceFile, unpacked: bytes) -> Kept:
    name = source_files().save(stored_name(file, ""), ContentFile(unpacked))
    return Kept(name, len(unpacked), hashlib.sha256(unpacked).hexdigest())


def _settle(row: SourceFile, result: ParseResult, kept: Kept | None) -> list[str]:
    """Writes the row and its activities; returns the stored names that are not needed any more."""
    dropped = []
    if kept:
        dropped.append(str(row.content.name))
        row.content.name, row.size, row.sha256 = kept
        first = SourceFile.objects.filter(sha256=row.sha256).first()
        if first is not None:
            row.become_twin(first)
            row.save()
            return [*dropped, kept.name]
    row.state, row.reason = SourceFile.State.READ, None
    row.kind, row.notes = result.kind, [asdict(note) for note in result.notes]
    row.save()
    store(result.records, origin=Activity.Origin.FILE, source_file=row)
    return dropped
