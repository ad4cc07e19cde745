"""Says where a record holds the fields that can be read by columns."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from activities.parsers.fit.definition import ByteOrder, Definition
from activities.parsers.fit.profile import TIMESTAMP, RecordField

UINT8, SINT8, UINT32 = 0x02, 0x01, 0x86
WIDTHS = {UINT8: 1, SINT8: 1, UINT32: 4}
COLUMN_TYPES = {
    TIMESTAMP: UINT32,
    RecordField.HEART_RATE: UINT8,
    RecordField.TEMPERATURE: SINT8,
    RecordField.DISTANCE: UINT32,
}
"""These fields of a record can be read by columns if they have this base type."""

Segment = range | list[int]
"""Tells where some records begin: a range if each is as far from the one before."""
Segments = Sequence[Segment]
"""Tells where records begin; no segment is empty."""


@dataclass(slots=True, eq=False)
class RecordLayout:
    """A record layout gives the size of a record with its header, and the offset of each field that it holds."""

    size: int
    byte_order: ByteOrder
    timestamp_offset: int
    heart_rate_offset: int | None
    temperature_offset: int | None
    distance_offset: int | None

    def timestamp(self, data: bytes, position: int) -> int:
        """Returns the timestamp of the record at a position."""
        at = position + self.timestamp_offset
        return int.from_bytes(data[at : at + 4], self.byte_order)

    def timestamps(self, data: bytes, segments: Segments) -> Sequence[int]:
        """Returns the timestamps of the records in these segments."""
        return self._numbers(data, segments, self.timestamp_offset)

    def distances(self, data: bytes, segments: Segments) -> Sequence[int]:
        """Returns the distances of the records in these segments; none if the layout has no distance."""
        return [] if self.distance_offset is None else self._numbers(data, segments, self.distance_offset)

    def _numbers(self, data: bytes, segments: Segments, offset: int) -> Sequence[int]:
        places = [read_column(data, segments, offset + place) for place in range(4)]
        columns = bytearray(4 * len(places[0]))
        for place, column in enumerate(places):
            columns[place::4] = column
        return struct.unpack(f"{'<' if self.byte_order == 'little' else '>'}{len(places[0])}I", columns)


def read_column(data: bytes, segments: Segments, offset: int | None) -> bytes:
    """Returns the byte at an offset of each record in these segments; none without an offset."""
    if offset is None:
        return b""
    columns = [
        data[segment[0] + offset : segment[-1] + offset + 1 : segment.step]
        if isinstance(segment, range)
        else bytes([data[position + offset] for position in segment])
        for segment in segments
    ]
    return columns[0] if len(columns) == 1 else b"".join(columns)


@lru_cache(1024)
def record_layout(definition: Definition, fields: frozenset[int]) -> RecordLayout | None:
    """Returns where these fields lie; None for a record without a timestamp or with a field of another type."""
    sizes, base_types = definition.specs[1::3], definition.specs[2::3]
    starts = accumulate(sizes, initial=1)
    offsets = {}
    for number, size, base_type, start in zip(definition.specs[0::3], sizes, base_types, starts, strict=False):
        if number == TIMESTAMP or number in fields:
            if base_type != COLUMN_TYPES[number] or not size or size % WIDTHS[base_type]:
                return None
            offsets[number] = start
    if TIMESTAMP not in offsets:
        return None
    return _shared_layout(definition.message_size, definition.byte_order, *map(offsets.get, COLUMN_TYPES))


@lru_cache(1024)  # definitions may differ in nothing that matters here
def _shared_layout(size: int, byte_order: ByteOrder, timestamp_offset: int, *offsets: int | None) -> RecordLayout:
    return RecordLayout(size, byte_order, timestamp_offset, *offsets)
