"""Unpacks gz files in memory and within bounds."""

import re
import zlib
from collections.abc import Iterator

from activities.parsers.limits import check_file_size
from activities.parsers.result import FileRefused

GZIP_SIGNATURE = b"\x1f\x8b"
MAX_RATIO = 200
"""A file may be this many times as large as its packed bytes; real ones are up to 29 times as large."""
UNCHECKED_SIZE = 1 << 20
"""The ratio of a file up to this size is not checked."""
MAX_MEMBERS = 10_000
CHUNK_SIZE = 16_384
ZEROS = re.compile(rb"\0*")


def gunzip_if_packed(data: bytes) -> bytes:
    """Returns the bytes without one layer of gz; bytes that are no gz come back as they are. Raises FileRefused."""
    return gunzip(data) if data.startswith(GZIP_SIGNATURE) else data


def gunzip(data: bytes) -> bytes:
    """Returns all members of a gz file joined; of a damaged file, the bytes before the damage.

    Raises FileRefused when there are none, or when the file is a bomb.
    """
    unpacked = bytearray()
    try:
        for chunk in _unpack_chunks(data):
            unpacked += chunk
            check_unpacked_size(len(unpacked), len(data))
    except zlib.error:
        if not unpacked:
            raise FileRefused("gz_bad") from None
    return bytes(unpacked)


def check_unpacked_size(size: int, packed_size: int) -> None:
    """Raises FileRefused when the unpacked size is too large, by itself or for that many packed bytes."""
    if size > UNCHECKED_SIZE and size > MAX_RATIO * packed_size:
        raise FileRefused("ratio")
    check_file_size(size)


def _unpack_chunks(data: bytes) -> Iterator[bytes]:
    """Yields what 16 kB of packed bytes at a time unpack to; zero bytes may follow a member."""
    offset = 0
    for _ in range(MAX_MEMBERS):
        if not data.startswith(GZIP_SIGNATURE, offset):
            return
        member = zlib.decompressobj(31)
        while not member.eof and offset < len(data):
            chunk = data[offset : offset + CHUNK_SIZE]
            yield member.decompress(chunk)
            offset += len(chunk) - len(member.unused_data)
        offset = ZEROS.match(data, offset).end()  # type: ignore[union-attr]
