"""Reads zip archives one entry at a time and in memory: no name from inside an archive ever becomes a path."""

import stat
import struct
import zlib
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from activities.display_name import display_name
from activities.parsers import limits, sniff
from activities.parsers.archive_directory import check_directory, too_big
from activities.parsers.archive_names import can_be_activity, is_system_file
from activities.parsers.gunzip import check_unpacked_size, gunzip_if_packed
from activities.parsers.result import FileRefused

MIN_ENTRY_HEADER_SIZE = 30
ENCRYPTED_FLAG = 1
ZIP_ERRORS = (
    *(BadZipFile, RuntimeError, NotImplementedError, zlib.error, EOFError, OSError, ValueError, struct.error),
    *(LookupError, ArithmeticError, AssertionError, TypeError, AttributeError),  # by what a damaged list says
)


class Archive:
    """An archive holds the files in a zip, numbered in its order; folders and system files are not counted.

    `file` must be seekable. Raises FileRefused when the archive as a whole is hostile, damaged, too large or empty.
    """

    def __init__(self, file: BinaryIO) -> None:
        check_directory(file)
        try:
            self._zip = ZipFile(file)
        except ZIP_ERRORS:
            raise FileRefused("zip_bad") from None
        infos = self._zip.infolist()
        _check_entries(infos, self._zip.start_dir)
        self._files = [info for info in infos if not is_system_file(info.filename)]
        self._can_be_activity = [can_be_activity(info.filename) for info in self._files]
        _check_candidates([info for info, is_one in zip(self._files, self._can_be_activity, strict=True) if is_one])
        if not self._files:
            raise FileRefused("zip_empty")
        if self.left_out_count == len(self._files):
            raise FileRefused("zip_left_out", count=self.left_out_count)

    def __len__(self) -> int:
        return len(self._files)

    @property
    def left_out_count(self) -> int:
        """Returns how many files cannot be activities by their names."""
        return self._can_be_activity.count(False)

    def count_from(self, number: int) -> int:
        """Returns how many files can be activities by their names, from that number on."""
        return sum(self._can_be_activity[number:])

    def is_left_out(self, number: int) -> bool:
        """Returns whether an entry cannot be an activity by its name, and need not be read."""
        return not self._can_be_activity[number]

    def entry_name(self, number: int) -> str:
        """Returns the display name of an entry."""
        return display_name(self._files[number].filename)

    def entry_size(self, number: int) -> int:
        """Returns the size in bytes that an entry states."""
        return self._files[number].file_size

    def read_entry(self, number: int) -> tuple[str, bytes]:
        """Returns the display name and the bytes of an entry, without gz. Raises FileRefused for this entry alone."""
        info = self._files[number]
        _check_entry(info)
        try:
            with self._zip.open(info) as source:
                data = source.read(limits.MAX_FILE_SIZE + 1)
        except ZIP_ERRORS:
            raise FileRefused("zip_bad") from None
        if sniff.detect_compression(data) == "zip":
            raise FileRefused("zip_nested")
        return self.entry_name(number), gunzip_if_packed(data)


def _check_candidates(infos: list[ZipInfo]) -> None:
    """Refuses too many files to read, also when their names end elsewhere than in the list, and too large ones."""
    if len(infos) > limits.MAX_ENTRIES:
        raise FileRefused("zip_many_activities", most=limits.MAX_ENTRIES)
    if sum(info.file_size for info in infos) > limits.MAX_UNPACKED_ARCHIVE_SIZE:
        raise too_big()


def _check_entries(infos: list[ZipInfo], directory_start: int) -> None:
    """Refuses entries that share bytes."""
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise FileRefused("zip_overlap")
        end = info.header_offset + MIN_ENTRY_HEADER_SIZE + info.compress_size
    if end > directory_start:
        raise FileRefused("zip_overlap")


def _check_entry(info: ZipInfo) -> None:
    if info.flag_bits & ENCRYPTED_FLAG:
        raise FileRefused("zip_password")
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise FileRefused("zip_bad")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise FileRefused("unknown", what="a link to another file")
    check_unpacked_size(info.file_size, info.compress_size)
