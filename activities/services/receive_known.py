"""Takes in files that were not sent, because their hash is one the owner already has."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from accounts.services.lock_account import lock_account
from activities.display_name import display_name
from activities.models import SourceFile, Upload


@dataclass(frozen=True, slots=True)
class Claimed:
    """A file as its sender describes it: its name, and the SHA-256 of its bytes in hex."""

    name: str
    sha256: str


def receive_known(upload: Upload, files: Sequence[Claimed]) -> set[str]:
    """Lists those that the current owner has as "already here"; says which hashes these are. All others are to send.

    Raises Upload.DoesNotExist when the upload was deleted meanwhile.
    """
    with transaction.atomic():
        lock_account()
        Upload.objects.get(pk=upload.pk)
        first = {file.sha256: file for file in SourceFile.objects.filter(sha256__in={one.sha256 for one in files})}
        SourceFile.objects.bulk_create(
            [_twin(upload, one.name, first[one.sha256]) for one in files if one.sha256 in first]
        )
    return set(first)


def _twin(upload: Upload, name: str, first: SourceFile) -> SourceFile:
    row = SourceFile(upload=upload, name=display_name(name), size=first.size)
    row.become_twin(first)
    return row
