"""Defines what parsing results in: a `ParseResult` or `FileRefused`. `error_messages` has the text of each code."""

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class ParseResult:
    """A parse result holds the activities of one file in its order, the notes, and the kind: fit, gpx or tcx."""

    records: tuple[ActivityRecord, ...]
    notes: tuple[FileNote, ...] = ()
    kind: str = ""
