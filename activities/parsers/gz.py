"""gz, unpacked in memory within bounds."""

import re
import zlib
from collections.abc import Iterator

from activities.parsers.result import FileRefused

MARK = b"\x1f\x8b"
MOST_BYTES = 64 << 20
"""Of one unpacked file: what the largest kind of activity file may have."""
MOST_RATIO, HONEST = 200, 1 << 20
"""How many times its packed size a file may have, counted from a megabyte on; real ones have up to 29."""
MOST_MEMBERS = 10_000
CHUNK = 16_384
ZEROS = re.compile(rb"\0*")


def unpacked(data: bytes) -> bytes:
    """The bytes without one layer of gz; anything else as it is.  Raises Refused."""
    return gunzip(data) if data.startswith(MARK) else data


def gunzip(data: bytes) -> bytes:
    """All members of a gz file joined; of a damaged one, what comes out.  Refused when it is nothing or a bomb."""
    out = bytearray()
    try:
        for piece in _pieces(data):
            out += piece
            bound(len(out), len(data))
    except zlib.error:
        if not out:
            raise FileRefused("gz_bad") from None
    return bytes(out)


def bound(size: int, packed: int) -> None:
    """Refused when a file of so many packed bytes has no business to become so large."""
    if size > HONEST and size > MOST_RATIO * packed:
        raise FileRefused("ratio")
    if size > MOST_BYTES:
        raise FileRefused("too_big", mb=MOST_BYTES >> 20)


def _pieces(data: bytes) -> Iterator[bytes]:
    """What comes out, 16 kB of packed bytes at a time; zero bytes may follow a member."""
    at = 0
    for _ in range(MOST_MEMBERS):
        if not data.startswith(MARK, at):
            return
        member = zlib.decompressobj(31)
        while not member.eof and at < len(data):
            chunk = data[at : at + CHUNK]
            yield member.decompress(chunk)
            at += len(chunk) - len(member.unused_data)
        at = ZEROS.match(data, at).end()  # type: ignore[union-attr]
