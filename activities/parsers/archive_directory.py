"""Checks the list of an archive's files before `zipfile` reads it: a small archive can list millions of entries."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import SEEK_END
from typing import BinaryIO

from activities.parsers import limits
from activities.parsers.archive_names import can_be_activity
from activities.parsers.result import FileRefused

END_SIGNATURE, END_SIZE, MAX_COMMENT_SIZE = b"PK\x05\x06", 22, 65_535
LOCATOR_SIGNATURE, LOCATOR_SIZE = b"PK\x06\x07", 20
END64_SIGNATURE, END64_SIZE = b"PK\x06\x06", 56
ENTRY_SIGNATURE, ENTRY_SIZE = b"PK\x01\x02", 46
NO_NUMBER_16, NO_NUMBER_32 = 0xFFFF, 0xFFFFFFFF
"""An end record with one of these numbers leaves it to the 64-bit end record."""


@dataclass(frozen=True, slots=True)
class EndRecord:
    """An end record says how many entries there are, and where their list lies: `size` bytes, up to `end`."""

    entry_count: int
    size: int
    offset: int
    end: int


def check_directory(file: BinaryIO) -> None:
    """Raises FileRefused for an archive that is too large, damaged, or lists more files than allowed."""
    if file.seek(0, SEEK_END) > limits.MAX_ARCHIVE_SIZE:
        raise too_big()
    record = read_end_record(file)
    if record.entry_count > limits.MAX_ARCHIVE_ENTRIES:
        raise FileRefused("zip_many", most=limits.MAX_ARCHIVE_ENTRIES)
    if record.size > limits.MAX_DIRECTORY_SIZE:
        raise FileRefused("zip_list", mb=limits.MAX_DIRECTORY_SIZE // limits.MB)
    if record.size > record.end:
        raise FileRefused("zip_bad")
    file.seek(record.end - record.size)
    candidate_count = 0
    for count, name in enumerate(_entry_names(file.read(record.size)), start=1):
        candidate_count += can_be_activity(name)
        if count > limits.MAX_ARCHIVE_ENTRIES:
            raise FileRefused("zip_many", most=limits.MAX_ARCHIVE_ENTRIES)
        if candidate_count > limits.MAX_ENTRIES:
            raise FileRefused("zip_many_activities", most=limits.MAX_ENTRIES)


def too_big() -> FileRefused:
    """Returns the refusal of an archive by its size, packed or unpacked."""
    gb = limits.MAX_UNPACKED_ARCHIVE_SIZE // (1024 * limits.MB)
    return FileRefused("zip_big", mb=limits.MAX_ARCHIVE_SIZE // limits.MB, gb=gb)


def read_end_record(file: BinaryIO) -> EndRecord:
    """Returns the end record of an archive. Raises FileRefused when there is none, or two that differ."""
    size = file.seek(0, SEEK_END)
    start = max(0, size - END_SIZE - MAX_COMMENT_SIZE - LOCATOR_SIZE - END64_SIZE)
    file.seek(start)
    tail = file.read()
    at = tail.rfind(END_SIGNATURE)
    if at < 0 or len(tail) < at + END_SIZE:
        raise FileRefused("zip_bad")
    record = EndRecord(_number(tail, at + 10, 2), _number(tail, at + 12, 4), _number(tail, at + 16, 4), start + at)
    if at >= LOCATOR_SIZE and tail.startswith(LOCATOR_SIGNATURE, at - LOCATOR_SIZE):
        return _read_64_bit_record(tail, at - LOCATOR_SIZE, start, record)
    return record


def _read_64_bit_record(tail: bytes, locator: int, start: int, short: EndRecord) -> EndRecord:
    """Returns the 64-bit end record, which may say more than the 32-bit one, but nothing else.

    Raises FileRefused when it does, or when it does not lie where its locator says and where `zipfile` looks.
    """
    at = locator - END64_SIZE
    disks = _number(tail, locator + 4, 4), max(1, _number(tail, locator + 16, 4))
    if at < 0 or not tail.startswith(END64_SIGNATURE, at) or _number(tail, locator + 8, 8) != start + at:
        raise FileRefused("zip_bad")
    record = EndRecord(_number(tail, at + 32, 8), _number(tail, at + 40, 8), _number(tail, at + 48, 8), start + at)
    is_consistent = (
        short.entry_count in (NO_NUMBER_16, record.entry_count)
        and short.size in (NO_NUMBER_32, record.size)
        and short.offset in (NO_NUMBER_32, record.offset)
        and record.offset + record.size == record.end
    )
    if not is_consistent or disks != (0, 1) or _number(tail, at + 4, 8) != END64_SIZE - 12:
        raise FileRefused("zip_bad")
    return record


def _entry_names(directory: bytes) -> Iterator[str]:
    """Yields the name of each entry. What follows the last whole entry is left to `zipfile`, which refuses it."""
    at = 0
    while directory.startswith(ENTRY_SIGNATURE, at) and at + ENTRY_SIZE <= len(directory):
        name_size, extra_size, comment_size = (_number(directory, at + offset, 2) for offset in (28, 30, 32))
        yield directory[at + ENTRY_SIZE : at + ENTRY_SIZE + name_size].decode("utf-8", "replace")
        at += ENTRY_SIZE + name_size + extra_size + comment_size


def _number(data: bytes, at: int, size: int) -> int:
    return int.from_bytes(data[at : at + size], "little")
