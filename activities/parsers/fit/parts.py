"""The parts of a FIT file: several recordings may be chained in one file, each with its header and checksum."""

from collections.abc import Iterator
from dataclasses import dataclass

from activities.parsers.fit.crc import crc16

MARK = b".FIT"


@dataclass(frozen=True, slots=True)
class Part:
    """The messages of one part; `ended` when its end mark is there, `sound` when its checksum matches."""

    data: bytes
    ended: bool
    sound: bool


def parts(data: bytes) -> Iterator[Part]:
    """Every part in order.  What follows the last one is no part: garbage there loses nothing."""
    at = 0
    while data[at + 8 : at + 12] == MARK and data[at] >= 12:
        start, size = at + data[at], int.from_bytes(data[at + 4 : at + 8], "little")
        end = start + size
        if not size or end + 2 > len(data):  # the recorder died before it wrote the size, or the file was cut
            yield Part(data[start : end if size else None], ended=False, sound=True)
            return
        yield Part(data[start:end], ended=True, sound=not crc16(data[at : end + 2]))
        at = end + 2
