"""Zip archives, one entry at a time and in memory: no name from inside an archive ever becomes a path."""

import stat
import zlib
from io import SEEK_END
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from activities.display_name import display_name
from activities.parsers import gz, sniff
from activities.parsers.result import FileRefused

MOST_BYTES, MOST_SUM, MOST_ENTRIES = 256 << 20, 2 << 30, 2000
MOST_DIRECTORY = 2 << 20
END, END_SIZE, LOCATOR_64, MOST_COMMENT = b"PK\x05\x06", 22, b"PK\x06\x07", 65_535
HEADER = 30
"""The least that stands before the bytes of an entry."""
ENCRYPTED = 1
DROPPINGS = (".DS_Store", "Thumbs.db", "desktop.ini")
"""What systems leave in folders: nobody meant to upload it."""
BROKEN = (BadZipFile, RuntimeError, NotImplementedError, zlib.error, EOFError, OSError, ValueError)


class Archive:
    """The files in a zip, numbered in its order; folders and what systems leave behind are not counted.

    `file` must be seekable.  Raises Refused when the archive as a whole is hostile, damaged, too big or empty.
    """

    def __init__(self, file: BinaryIO) -> None:
        _check_end(file)
        try:
            self._zip = ZipFile(file)
        except BROKEN:
            raise FileRefused("zip_bad") from None
        infos = self._zip.infolist()
        _check_entries(infos, self._zip.start_dir)
        self._files = [info for info in infos if not _is_dropping(info)]
        if not self._files:
            raise FileRefused("zip_empty")

    def __len__(self) -> int:
        return len(self._files)

    def name(self, number: int) -> str:
        """The name to show for an entry."""
        return display_name(self._files[number].filename)

    def size(self, number: int) -> int:
        """The size in bytes that an entry states."""
        return self._files[number].file_size

    def entry(self, number: int) -> tuple[str, bytes]:
        """The name to show and the bytes of an entry, without gz.  Raises Refused for this entry alone."""
        info = self._files[number]
        _check_entry(info)
        try:
            with self._zip.open(info) as source:
                data = source.read(gz.MOST_BYTES + 1)
        except BROKEN:
            raise FileRefused("zip_bad") from None
        if sniff.packing(data) == "zip":
            raise FileRefused("zip_nested")
        return self.name(number), gz.unpacked(data)


def _check_end(file: BinaryIO) -> None:
    """Refuse by size and by the end record, before the list is read: a small file can list millions."""
    size = file.seek(0, SEEK_END)
    if size > MOST_BYTES:
        raise FileRefused("zip_big", mb=MOST_BYTES >> 20, gb=MOST_SUM >> 30)
    file.seek(max(0, size - END_SIZE - MOST_COMMENT - len(LOCATOR_64) - 16))
    tail = file.read()
    end = tail.rfind(END)
    if end < 0 or len(tail) < end + END_SIZE or tail[max(0, end - 20) :].startswith(LOCATOR_64):
        raise FileRefused("zip_bad")  # the 64-bit form is for archives beyond these limits
    entries, directory = int.from_bytes(tail[end + 10 : end + 12], "little"), tail[end + 12 : end + 16]
    if entries > MOST_ENTRIES or int.from_bytes(directory, "little") > MOST_DIRECTORY:
        raise FileRefused("zip_many", most=MOST_ENTRIES)


def _check_entries(infos: list[ZipInfo], directory: int) -> None:
    """Refuse entries that share bytes, and more than the end record may have admitted."""
    if len(infos) > MOST_ENTRIES:
        raise FileRefused("zip_many", most=MOST_ENTRIES)
    if sum(info.file_size for info in infos) > MOST_SUM:
        raise FileRefused("zip_big", mb=MOST_BYTES >> 20, gb=MOST_SUM >> 30)
    end = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.header_offset < end:
            raise FileRefused("zip_overlap")
        end = info.header_offset + HEADER + info.compress_size
    if end > directory:
        raise FileRefused("zip_overlap")


def _check_entry(info: ZipInfo) -> None:
    if info.flag_bits & ENCRYPTED:
        raise FileRefused("zip_password")
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise FileRefused("zip_bad")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise FileRefused("unknown", what="a link to another file")
    gz.bound(info.file_size, info.compress_size)


def _is_dropping(info: ZipInfo) -> bool:
    path = info.filename.replace("\\", "/").split("/")
    return info.is_dir() or "__MACOSX" in path or path[-1] in DROPPINGS or path[-1].startswith("._")
