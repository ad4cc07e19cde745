"""Reads zip archives one entry at a time and in memory: no name from inside an archive ever becomes a path."""

import stat
import zlib
from io import SEEK_END
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from activities.display_name import display_name
from activities.parsers import limits, sniff
from activities.parsers.gunzip import check_unpacked_size, gunzip_if_packed
from activities.parsers.result import FileRefused

END_SIGNATURE, END_SIZE, MAX_COMMENT_SIZE = b"PK\x05\x06", 22, 65_535
ZIP64_LOCATOR_SIGNATURE, ZIP64_LOCATOR_SIZE = b"PK\x06\x07", 20
MIN_ENTRY_HEADER_SIZE = 30
ENCRYPTED_FLAG = 1
SYSTEM_FILES = (".DS_Store", "Thumbs.db", "desktop.ini")
"""Operating systems create these files in folders; they are not meant to be uploaded."""
ZIP_ERRORS = (BadZipFile, RuntimeError, NotImplementedError, zlib.error, EOFError, OSError, ValueError)


class Archive:
    """An archive holds the files in a zip, numbered in its order; folders and system files are not counted.

    `file` must be seekable. Raises FileRefused when the archive as a whole is hostile, damaged, too large or empty.
    """

    def __init__(self, file: BinaryIO) -> None:
        _check_end_record(file)
        try:
            self._zip = ZipFile(file)
        except ZIP_ERRORS:
            raise FileRefused("zip_bad") from None
        infos = self._zip.infolist()
        _check_entries(infos, self._zip.start_dir)
        self._files = [info for info in infos if not _is_system_file(info)]
        if not self._files:
            raise FileRefused("zip_empty")

    def __len__(self) -> int:
        return len(self._files)

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


def _too_big() -> FileRefused:
    return FileRefused(
        "zip_big", mb=limits.MAX_ARCHIVE_SIZE // limits.MB, gb=limits.MAX_UNPACKED_ARCHIVE_SIZE // (1024 * limits.MB)
    )


def _check_end_record(file: BinaryIO) -> None:
    """Refuses by size and by the end record, before the list is read: a small file can list millions of entries."""
    size = file.seek(0, SEEK_END)
    if size > limits.MAX_ARCHIVE_SIZE:
        raise _too_big()
    file.seek(max(0, size - END_SIZE - MAX_COMMENT_SIZE - ZIP64_LOCATOR_SIZE))
    tail = file.read()
    end = tail.rfind(END_SIGNATURE)
    if end < 0 or len(tail) < end + END_SIZE:
        raise FileRefused("zip_bad")
    if tail[max(0, end - ZIP64_LOCATOR_SIZE) :].startswith(ZIP64_LOCATOR_SIGNATURE):
        raise FileRefused("zip_bad")  # the 64-bit form is for archives larger than these limits
    entry_count = int.from_bytes(tail[end + 10 : end + 12], "little")
    directory_size = int.from_bytes(tail[end + 12 : end + 16], "little")
    if entry_count > limits.MAX_ENTRIES or directory_size > limits.MAX_DIRECTORY_SIZE:
        raise FileRefused("zip_many", most=limits.MAX_ENTRIES)


def _check_entries(infos: list[ZipInfo], directory_start: int) -> None:
    """Refuses entries that share bytes, and more entries than allowed, whatever the end record states."""
    if len(infos) > limits.MAX_ENTRIES:
        raise FileRefused("zip_many", most=limits.MAX_ENTRIES)
    if sum(info.file_size for info in infos) > limits.MAX_UNPACKED_ARCHIVE_SIZE:
        raise _too_big()
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


def _is_system_file(info: ZipInfo) -> bool:
    path = info.filename.replace("\\", "/").split("/")
    return info.is_dir() or "__MACOSX" in path or path[-1] in SYSTEM_FILES or path[-1].startswith("._")
