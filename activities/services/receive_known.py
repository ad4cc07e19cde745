"""Receives files that need not be sent, because the owner already has bytes of their hash."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from accounts.services.lock_account import lock_account
from accounts.services.quota import load_room
from activities.display_name import display_name
from activities.models import SourceFile, Upload


@dataclass(frozen=True, slots=True)
class OfferedFile:
    """An offered file is described by its sender: its name, and the SHA-256 of its bytes in hex."""

    name: str
    sha256: str


def receive_known_files(upload: Upload, files: Sequence[OfferedFile]) -> set[str]:
    """Makes copies of those files that the current owner already has; returns their hashes. All others must be sent.

    Raises QuotaFull, and Upload.DoesNotExist when the upload was deleted meanwhile.
    """
    with transaction.atomic():
        lock_account()
        Upload.objects.visible().get(pk=upload.pk)
        hashes = {file.sha256 for file in files}
        originals = {file.sha256: file for file in SourceFile.objects.visible().filter(sha256__in=hashes)}
        copies = [_new_copy(upload, file.name, originals[file.sha256]) for file in files if file.sha256 in originals]
        load_room().take(files=len(copies), rows=len(copies))
        SourceFile.objects.bulk_create(copies)
    return set(originals)


def _new_copy(upload: Upload, name: str, original: SourceFile) -> SourceFile:
    row = SourceFile(upload=upload, name=display_name(name), size=original.size)
    row.become_copy_of(original)
    return row
