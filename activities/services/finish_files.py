"""Saves what became of a group of files, in one short transaction that renews the job's lease."""

import hashlib
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction

from accounts.jobs.claims import Claim
from accounts.services.lock_account import lock_account
from accounts.services.quota import QuotaFull, Room, load_room
from activities.models import Activity, SourceFile
from activities.parsers.result import FileRefused, ParseResult
from activities.services.delete import delete_activities
from activities.services.delete_stored_files import delete_stored_files
from activities.services.receive import release_hashes
from activities.services.store import store_file_activities
from activities.storage.source_files import new_stored_name, source_file_storage


@dataclass(frozen=True, slots=True)
class UnpackedContent:
    """Describes unpacked bytes in the file storage, which replace the compressed bytes of an upload."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """An outcome is what became of a waiting file: what was parsed, or why the file is refused.

    `unpacked` is set when the file was parsed and had been uploaded compressed.
    """

    file: SourceFile
    result: ParseResult | FileRefused
    unpacked: UnpackedContent | None = None

    @property
    def activity_count(self) -> int:
        """Returns how many activities the file has; a refused file has none."""
        return 0 if isinstance(self.result, FileRefused) else len(self.result.records)


@dataclass(slots=True)
class _Group:
    """A group holds the outcomes of files that still wait, and the stored names that no row will need."""

    refused: list[tuple[SourceFile, FileRefused]] = field(default_factory=list)
    parsed: list[tuple[SourceFile, ParseResult, UnpackedContent | None]] = field(default_factory=list)
    unused_names: list[str] = field(default_factory=list)


def store_unpacked(file: SourceFile, unpacked: bytes) -> UnpackedContent:
    """Stores the bytes of a file that was uploaded compressed, ahead of the transaction that makes use of them."""
    name = source_file_storage().save(new_stored_name(file, ""), ContentFile(unpacked))
    return UnpackedContent(name, len(unpacked), hashlib.sha256(unpacked).hexdigest())


def finish_files(outcomes: Sequence[FileOutcome], claim: Claim, *, is_retry: bool = False) -> float:
    """Stores and matches the activities of parsed files, saves why others are refused, and renews the lease.

    `is_retry` is passed on to `renew_lease`. A file that the athlete has deleted meanwhile is passed over. Stored bytes
    that no row needs any more are deleted after the commit. Returns how many seconds of the processor it used while it
    held the lock: what a busy machine adds would make groups smaller, and the machine busier.
    """
    with transaction.atomic():
        lock_account()
        locked_at = time.thread_time()
        group = _select_waiting(outcomes)
        _refuse_without_room(group)
        _write_refusals(group)
        _write_results(group)
        claim.renew_lease(is_retry=is_retry)
    held_s = time.thread_time() - locked_at
    delete_stored_files(group.unused_names)
    return held_s


def _select_waiting(outcomes: Sequence[FileOutcome]) -> _Group:
    files = SourceFile.objects.waiting().filter(pk__in=[outcome.file.pk for outcome in outcomes])
    waiting_ids: set[UUID] = set(files.values_list("pk", flat=True))
    group = _Group()
    for outcome in outcomes:
        if outcome.file.pk not in waiting_ids:
            group.unused_names += [outcome.unpacked.name] if outcome.unpacked else []
        elif isinstance(outcome.result, FileRefused):
            group.refused.append((outcome.file, outcome.result))
        else:
            group.parsed.append((outcome.file, outcome.result, outcome.unpacked))
    return group


def _refuse_without_room(group: _Group) -> None:
    """Refuses files whose activities, or whose bytes without gz, are more than the account has room for."""
    room = load_room()
    if room == Room():
        return
    copied = load_originals(unpacked.sha256 for _, _, unpacked in group.parsed if unpacked)
    parsed, group.parsed = group.parsed, []
    for file, result, unpacked in parsed:
        is_free = file.upload.is_import or (unpacked is not None and unpacked.sha256 in copied)
        growth = unpacked.size - file.size if unpacked else 0
        try:
            room.take(**({} if is_free else {"rows": len(result.records), "stored_bytes": growth}))
            group.parsed.append((file, result, unpacked))
        except QuotaFull:
            group.refused.append((file, FileRefused("quota")))
            group.unused_names += [unpacked.name] if unpacked else []


def _write_refusals(group: _Group) -> None:
    """Refuses files; parts of one that were stored before its worker died are deleted."""
    refused_ids = [file.pk for file, _ in group.refused]
    delete_activities(Activity.objects.filter(source_file__in=refused_ids) if refused_ids else ())
    for file, refused in group.refused:
        group.unused_names += [file.content.name] if file.content.name else []
        file.refuse(refused.code, refused.values)
        file.save()
        file.refuse_copies()


def _write_results(group: _Group) -> None:
    """Writes the parsed files and their activities; one whose unpacked bytes are known becomes a copy instead.

    Refusals are written before: a refused file has no bytes any more, so no other can be its copy.
    """
    originals = load_originals(unpacked.sha256 for _, _, unpacked in group.parsed if unpacked)
    read: list[tuple[SourceFile, ParseResult]] = []
    for file, result, unpacked in group.parsed:
        if unpacked is None or not _becomes_copy(file, unpacked, originals, group.unused_names):
            read.append((file, result))
    _write_states(read)
    store_file_activities([(file, result.records) for file, result in read])


def load_originals(hashes: Iterable[str]) -> dict[str | None, SourceFile]:
    """Returns the files whose bytes are stored, by the hashes of those: one query, and none without a hash."""
    wanted = list(hashes)
    release_hashes(wanted)
    return {file.sha256: file for file in SourceFile.objects.filter(sha256__in=wanted)} if wanted else {}


def _becomes_copy(
    file: SourceFile, unpacked: UnpackedContent, originals: dict[str | None, SourceFile], unused_names: list[str]
) -> bool:
    """Gives the file its unpacked bytes, or makes it a copy when another file, of this group or before, has them."""
    unused_names.append(str(file.content.name))
    original = originals.setdefault(unpacked.sha256, file)
    if original is file:
        file.content.name, file.size, file.sha256 = unpacked.name, unpacked.size, unpacked.sha256
        file.save(update_fields=["content", "size", "sha256"])
        return False
    unused_names.append(unpacked.name)
    file.size = unpacked.size
    file.become_copy_of(original)
    file.save()
    return True


def _write_states(read: Sequence[tuple[SourceFile, ParseResult]]) -> None:
    """Marks the files as read: one statement for all that have the same kind and notes."""
    ids = defaultdict(list)
    for file, result in read:
        ids[result.kind, result.notes].append(file.pk)
    for (kind, notes), pks in ids.items():
        values = {"state": SourceFile.State.READ, "reason": None, "kind": kind}
        SourceFile.objects.filter(pk__in=pks).update(**values, notes=[asdict(note) for note in notes])
