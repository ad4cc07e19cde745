"""Shows what would be stored of a file on this machine, without storing anything."""

import os
from dataclasses import dataclass, field
from io import BufferedReader
from typing import Any

from activities.parsers import error_messages, sniff
from activities.parsers.archive import Archive
from activities.parsers.file_paths import open_file
from activities.parsers.gunzip import gunzip_if_packed
from activities.parsers.limits import check_file_size
from activities.parsers.process import ParserProcess
from activities.parsers.result import FileNote, FileRefused, ParseResult
from activities.record import ActivityRecord


@dataclass(slots=True)
class Inspection:
    """An inspection holds what would be stored of one path, the notes about it, and the errors about what was refused.

    The activities, notes and errors of a zip are those of all its files.
    """

    file: str
    activities: list[ActivityRecord] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def has_activities(self) -> bool:
        """Returns whether there is something to store."""
        return bool(self.activities)

    @property
    def is_complete(self) -> bool:
        """Returns whether nothing was refused."""
        return not self.errors

    def as_json(self) -> dict[str, Any]:
        """Returns the line that `inspect --json` prints."""
        error = " ".join(self.errors) or None
        activities = [record.as_json() for record in self.activities]
        return {"file": self.file, "ok": self.has_activities, "error": error, "activities": activities}

    def add(self, result: ParseResult) -> None:
        """Adds what one file held."""
        self.activities += result.records
        self.notes += [error_messages.note_message(note) for note in result.notes]


def inspect_file(path: str, parser: ParserProcess) -> Inspection:
    """Parses one activity file, gz or zip. Never raises for what the path or the file is."""
    inspection = Inspection(path)
    try:
        with open_file(path) as file:
            if sniff.detect_compression(file.peek(sniff.HEAD_SIZE)) == "zip":
                _inspect_archive(inspection, Archive(file), parser)
            else:
                inspection.add(parser.parse(gunzip_if_packed(_read_bytes(file))))
    except FileRefused as refused:
        inspection.errors.append(error_messages.refusal_message(refused))
    except OSError:
        inspection.errors.append(error_messages.REFUSAL_MESSAGES["unreadable"])
    return inspection


def _read_bytes(file: BufferedReader) -> bytes:
    """Returns all bytes. Raises FileRefused by the file's size, before it is in memory."""
    check_file_size(os.fstat(file.fileno()).st_size)
    return file.read()


def _inspect_archive(inspection: Inspection, archive: Archive, parser: ParserProcess) -> None:
    if archive.left_out_count:
        inspection.notes.append(error_messages.note_message(FileNote("left_out", archive.left_out_count)))
    for number in range(len(archive)):
        if archive.is_left_out(number):
            continue
        try:
            inspection.add(parser.parse(archive.read_entry(number)[1]))
        except FileRefused as refused:
            message = error_messages.refusal_message(refused)
            inspection.errors.append(f"{archive.entry_name(number)}: {message}")
