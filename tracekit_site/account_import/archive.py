"""Reads the archive of an export within bounds: of its size, of each line, and of how deep a line is nested."""

import json
from collections.abc import Iterator
from typing import Any, BinaryIO
from zipfile import ZipFile

from activities.parsers import limits
from activities.parsers.archive import ZIP_ERRORS
from activities.parsers.archive_directory import read_end_record
from activities.parsers.result import FileRefused
from tracekit_site.account_export.layout import FORMAT, MANIFEST_NAME, VERSION, json_name

MAX_RATIO = 100
"""An export never unpacks to more than this many times its size, or to more than `MIN_ALLOWED_SIZE`."""
MIN_ALLOWED_SIZE = 64 * limits.MB
MAX_LINE_SIZE = 64 << 10
MAX_ROWS = 1_000_000
MAX_MANIFEST_SIZE = 4 << 10

Row = dict[str, Any]


class NotAnExport(Exception):
    """The file is no export; it may be an archive of activity files."""


class InvalidExport(Exception):
    """The archive is an export that cannot be imported; the message is a sentence that says why."""


def is_export(content: BinaryIO) -> bool:
    """Returns whether a file is an export, of whatever version."""
    try:
        ExportArchive(content)
    except NotAnExport:
        return False
    except InvalidExport:
        return True
    return True


class ExportArchive:
    """Reads an export. Raises NotAnExport, and InvalidExport for one of another version or built to do harm."""

    def __init__(self, content: BinaryIO) -> None:
        self._zip = _open(content)
        try:
            with self._zip.open(MANIFEST_NAME) as entry:
                manifest = json.loads(entry.read(MAX_MANIFEST_SIZE))
        except (*ZIP_ERRORS, RecursionError):
            raise NotAnExport from None
        if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
            raise NotAnExport
        if manifest.get("version") != VERSION:
            raise InvalidExport("This export comes from another version of tracekit. Update tracekit, then try again.")
        self._check_size(content)
        self._names = set(self._zip.namelist())

    def rows(self, table: str, done: int) -> Iterator[Row]:
        """Yields the rows of a table after the first `done` lines. Raises InvalidExport for a line that is no row."""
        if json_name(table) not in self._names:
            raise InvalidExport(f"{table}.jsonl is missing from this export, so it is incomplete.")
        try:
            with self._zip.open(json_name(table)) as lines:
                number = 0
                while line := lines.readline(MAX_LINE_SIZE):
                    number += 1
                    if number > MAX_ROWS:
                        raise invalid_row(table, number)
                    if number > done:
                        yield _row(table, number, line)
        except ZIP_ERRORS:
            raise InvalidExport(f"{table}.jsonl in this export is damaged.") from None

    def file(self, name: str) -> bytes | None:
        """Returns the bytes of a source file; None when it is not in the archive, too large or damaged."""
        if name not in self._names:
            return None
        try:
            with self._zip.open(name) as entry:
                data = entry.read(limits.MAX_FILE_SIZE + 1)
        except ZIP_ERRORS:
            return None
        return data if len(data) <= limits.MAX_FILE_SIZE else None

    def file_sizes(self) -> list[int]:
        """Returns the size in bytes that each source file states."""
        return [info.file_size for info in self._zip.infolist() if info.filename.startswith("files/")]

    def _check_size(self, content: BinaryIO) -> None:
        unpacked = sum(info.file_size for info in self._zip.infolist())
        if unpacked > max(MIN_ALLOWED_SIZE, MAX_RATIO * content.seek(0, 2)):
            raise InvalidExport("This export unpacks to far more than an export ever does.")


def invalid_row(table: str, number: int) -> InvalidExport:
    """Returns the error about a line of a table."""
    return InvalidExport(f"Line {number} of {table}.jsonl in this export is not valid.")


def _open(content: BinaryIO) -> ZipFile:
    try:
        record = read_end_record(content)
        if record.entry_count > limits.MAX_ARCHIVE_ENTRIES or record.size > limits.MAX_DIRECTORY_SIZE:
            raise NotAnExport
        return ZipFile(content)
    except (FileRefused, *ZIP_ERRORS):
        raise NotAnExport from None


def _row(table: str, number: int, line: bytes) -> Row:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise invalid_row(table, number) from None
    if not isinstance(row, dict):
        raise invalid_row(table, number)
    return row
