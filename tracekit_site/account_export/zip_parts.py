"""Writes a zip archive in parts, each by itself: laid one after the other, the parts are the archive.

A part holds whole entries. The last one is the archive's directory, which says where every entry begins. So a step of a
job needs nothing of the steps before it but their lengths and what the directory says of their entries.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

READABLE = 0o644 << 16

DirectoryEntry = list[Any]
"""This holds of an entry, as JSON values, what the directory says: the attributes of ZipInfo named by `ATTRIBUTES`."""

ATTRIBUTES = (
    *("filename", "date_time", "compress_type", "flag_bits", "CRC", "compress_size", "file_size", "header_offset"),
    *("external_attr", "create_version", "extract_version"),
)


class _OffsetFile:
    """Writes to a file whose beginning lies at an offset in the archive; nothing seeks in it."""

    def __init__(self, target: IO[bytes], offset: int) -> None:
        self._target, self._offset = target, offset

    def write(self, data: bytes) -> int:
        return self._target.write(data)

    def tell(self) -> int:
        return self._offset + self._target.tell()

    def flush(self) -> None:
        self._target.flush()


class PartWriter:
    """Writes the entries of one part."""

    def __init__(self, archive: ZipFile, made_at: datetime) -> None:
        self._archive, self._made_at = archive, made_at

    def open(self, name: str) -> IO[bytes]:
        """Opens an entry to be written; only one may be open at a time."""
        info = ZipInfo(name, self._made_at.timetuple()[:6])
        info.compress_type, info.external_attr = ZIP_DEFLATED, READABLE
        return self._archive.open(info, "w")

    def write(self, name: str, text: str) -> None:
        """Writes a whole entry."""
        with self.open(name) as entry:
            entry.write(text.encode())

    def entries(self) -> list[DirectoryEntry]:
        """Returns what the directory will say of the entries."""
        return [[getattr(info, name) for name in ATTRIBUTES] for info in self._archive.filelist]


@contextmanager
def write_part(target: IO[bytes], offset: int, made_at: datetime) -> Iterator[PartWriter]:
    """Yields the writer of a part that begins at an offset in the archive; `target` holds the part afterwards."""
    with ZipFile(_OffsetFile(target, offset), "w", ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        yield PartWriter(archive, made_at)
        end = archive.start_dir - offset
    target.seek(end)
    target.truncate()  # removes the directory that closing has written: only the archive's own is kept


def write_directory(target: IO[bytes], offset: int, entries: Iterable[DirectoryEntry]) -> None:
    """Writes the last part: the directory of all entries."""
    with ZipFile(_OffsetFile(target, offset), "w") as archive:  # type: ignore[call-overload]
        archive.filelist.extend(_info(entry) for entry in entries)


def _info(entry: Sequence[Any]) -> ZipInfo:
    info = ZipInfo()
    for name, value in zip(ATTRIBUTES, entry, strict=True):
        setattr(info, name, tuple(value) if isinstance(value, list) else value)
    return info
