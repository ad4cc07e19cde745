"""What would be stored of a file on this machine, without storing anything."""

import os
from dataclasses import dataclass, field
from io import BufferedReader
from typing import Any

from activities.parsers import error_messages, gz, sniff
from activities.parsers.archive import Archive
from activities.parsers.file_paths import open_file
from activities.parsers.process import ParserProcess
from activities.parsers.result import FileRefused, ParseResult
from activities.record import ActivityRecord


@dataclass(slots=True)
class Inspection:
    """One path as given, its activities, and sentences: the notes beside them, the errors about what was refused.

    For a zip these are of all its files.  `is_whole` when nothing was refused, `ok` when anything was read.
    """

    file: str
    activities: list[ActivityRecord] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether there is something to store."""
        return bool(self.activities)

    @property
    def is_whole(self) -> bool:
        """Whether every file was read."""
        return not self.errors

    def as_json(self) -> dict[str, Any]:
        """The line that `inspect --json` prints."""
        error = " ".join(self.errors) or None
        activities = [record.as_json() for record in self.activities]
        return {"file": self.file, "ok": self.ok, "error": error, "activities": activities}

    def add(self, result: ParseResult) -> None:
        """Take what one file held."""
        self.activities += result.records
        self.notes += [error_messages.note(note) for note in result.notes]


def inspect(path: str, reader: ParserProcess) -> Inspection:
    """Look into one activity file, gz or zip.  Never raises for what the path or the file is."""
    found = Inspection(path)
    try:
        with open_file(path) as file:
            if sniff.packing(file.peek(4)) == "zip":
                _inspect_archive(found, Archive(file), reader)
            else:
                found.add(reader.read(gz.unpacked(_bytes(file))))
    except FileRefused as refused:
        found.errors.append(error_messages.refusal(refused))
    except OSError:
        found.errors.append(error_messages.REFUSALS["unreadable"])
    return found


def _bytes(file: BufferedReader) -> bytes:
    """The whole file; Refused by its size, before it is in memory."""
    if os.fstat(file.fileno()).st_size > gz.MOST_BYTES:
        raise FileRefused("too_big", mb=gz.MOST_BYTES >> 20)
    return file.read()


def _inspect_archive(found: Inspection, archive: Archive, reader: ParserProcess) -> None:
    for number in range(len(archive)):
        try:
            found.add(reader.read(archive.entry(number)[1]))
        except FileRefused as refused:
            found.errors.append(f"{archive.name(number)}: {error_messages.refusal(refused)}")
