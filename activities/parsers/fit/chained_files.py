"""Splits a FIT file into the files chained in it, each with its own header and checksum."""

from collections.abc import Iterator
from dataclasses import dataclass

from activities.parsers.fit.crc import crc16

SIGNATURE = b".FIT"
"""The header of every FIT file holds these bytes, from the ninth on."""
MIN_HEADER_SIZE = 12
CRC_SIZE = 2


@dataclass(frozen=True, slots=True)
class ChainedFile:
    """A chained file holds the bytes of its messages; a cut file lacks its end, a damaged one has a wrong checksum."""

    data: bytes
    has_end: bool
    has_valid_checksum: bool


def split_chained_files(data: bytes) -> Iterator[ChainedFile]:
    """Yields the chained files in order. What follows the last one is ignored, so garbage there loses nothing."""
    offset = 0
    while data[offset + 8 : offset + 12] == SIGNATURE and data[offset] >= MIN_HEADER_SIZE:
        start, size = offset + data[offset], int.from_bytes(data[offset + 4 : offset + 8], "little")
        end = start + size
        if not size or end + CRC_SIZE > len(data):  # the device died before it wrote the size, or the file was cut
            yield ChainedFile(data[start : end if size else None], has_end=False, has_valid_checksum=True)
            return
        is_valid = not crc16(data[offset : end + CRC_SIZE])
        yield ChainedFile(data[start:end], has_end=True, has_valid_checksum=is_valid)
        offset = end + CRC_SIZE
