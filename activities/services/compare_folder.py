"""Compares what the activities folder holds with what is known of it: plain Python over plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from activities.folder_models import FolderFile
from activities.storage.activities_folder import FolderListing, ListedFile

State = FolderFile.State

FileState = tuple[ListedFile, str | None, str]
"""A file's state is what was listed of it, the hash of its contents, if known, and its `FolderFile.State`."""

STABLE_AFTER_NS = 60 * 10**9
"""A file that has changed within a minute may still be being written: a later scan has to agree that it is ready."""


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A known file is what the last scan left in the row of a path."""

    id: int
    listed: ListedFile
    state: str
    sha256: str | None
    source_file_id: UUID | None

    @property
    def is_taken_in(self) -> bool:
        """Returns whether its contents were looked at, whatever became of them."""
        return bool(self.sha256 or self.source_file_id)

    @property
    def is_excluded(self) -> bool:
        """Returns whether the athlete deleted the file here: its hash is kept, so that it is not read again."""
        return self.sha256 is not None and self.source_file_id is None


@dataclass(slots=True)
class FolderChanges:
    """Holds the new states of paths, and the files that two scans did not find: they are gone."""

    states: list[FileState] = field(default_factory=list)
    missing: list[KnownFile] = field(default_factory=list)


def compare_folder(known: Mapping[str, KnownFile], listing: FolderListing, now_ns: int) -> FolderChanges:
    """Returns what has changed since the last scan.

    A file that is missing may have been renamed: it is gone only when the next scan does not find it either, and no
    file of its size waits to be taken in.
    """
    changes, unseen = FolderChanges(), dict(known)
    for listed in listing.files:
        row = unseen.pop(listed.path, None)
        change = _change_of(row, listed, is_stable=listed.modified_ns <= now_ns - STABLE_AFTER_NS)
        if change is not None:
            changes.states.append((listed, *change))
    waiting_sizes = {listed.size for listed, _, state in changes.states if state != State.KNOWN}
    waiting_sizes |= {row.listed.size for row in known.values() if row.state in (State.SEEN, State.READY)}
    for row in unseen.values():
        if listing.is_hidden(row.listed.path):
            continue
        if row.state != State.MISSING:
            changes.states.append((row.listed, row.sha256, State.MISSING))
        elif not row.is_excluded and row.listed.size not in waiting_sizes:
            changes.missing.append(row)
    return changes


def _change_of(row: KnownFile | None, listed: ListedFile, *, is_stable: bool) -> tuple[str | None, str] | None:
    """Returns the new hash and state of a path; None when nothing has changed."""
    if row is None or row.listed != listed:
        return None, State.READY if is_stable else State.SEEN
    if row.state == State.SEEN:
        return None, State.READY
    if row.state == State.MISSING:
        return row.sha256, State.KNOWN if row.is_taken_in else State.READY
    return None
