"""What reading a file ends in: a `Result`, or `Refused`.  Both carry codes; `sentences` turns them into words."""

from dataclasses import dataclass

from activities.record import ActivityRecord

Value = int | str


class FileRefused(Exception):
    """The file, or one entry of an archive, is not kept: `code` of `sentences.REFUSALS`, `values` for its blanks."""

    def __init__(self, code: str, **values: Value) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class FileNote:
    """Something worth saying about a file that was read: `code` of `sentences.NOTES`, and how many are meant."""

    code: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class ParseResult:
    """The activities of one file, in its order, what is to be said beside them, and its kind: fit, gpx or tcx."""

    records: tuple[ActivityRecord, ...]
    notes: tuple[FileNote, ...] = ()
    kind: str = ""
