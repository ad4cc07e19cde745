"""Defines what parsing results in: a `ParseResult` or `FileRefused`. `error_messages` has the text of each code."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from activities.record import ActivityRecord

Value = int | str


class FileRefused(Exception):
    """The file, or one entry of an archive, is not kept.

    `code` is a key of `error_messages.REFUSAL_MESSAGES`, `values` fill its placeholders.
    """

    def __init__(self, code: str, **values: Value) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class FileNote:
    """A note is a remark about a file that was read: `code` is a key of `error_messages.NOTE_MESSAGES`."""

    code: str
    count: int = 1


DAMAGE_CODES = frozenset({"ends_early", "damaged_parts", "checksum", "time_jumps"})
"""A note with one of these codes says that the file is damaged: its figures may not be those of the whole recording."""


def has_damage(notes: Iterable[Mapping[str, Any]]) -> bool:
    """Returns whether one of these notes, in the form in which they are stored, says that the file is damaged."""
    return any(note["code"] in DAMAGE_CODES for note in notes)


@dataclass(frozen=True, slots=True)
class ParseResult:
    """A parse result holds the activities of one file in its order, the notes, and the kind: fit, gpx or tcx."""

    records: tuple[ActivityRecord, ...]
    notes: tuple[FileNote, ...] = ()
    kind: str = ""
