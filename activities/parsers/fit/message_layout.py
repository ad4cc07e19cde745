"""Reads from a FIT definition how large its messages are, and where a record holds its columns."""

from dataclasses import dataclass
from typing import Literal

from activities.parsers.fit.profile import TIMESTAMP, MessageNumber, RecordField

UINT8, SINT8, UINT32 = 0x02, 0x01, 0x86
WIDTHS = {UINT8: 1, SINT8: 1, UINT32: 4}
COLUMN_TYPES = {
    TIMESTAMP: UINT32,
    RecordField.DISTANCE: UINT32,
    RecordField.HEART_RATE: UINT8,
    RecordField.TEMPERATURE: SINT8,
}
"""These fields of a record can be read by columns if they have this base type."""


@dataclass(frozen=True, slots=True)
class MessageLayout:
    """Says how large a record is with its header, and where its timestamp and its columns begin.

    `is_suited` is false for a record without a timestamp and for one with a column of another type.
    """

    size: int
    byte_order: Literal["little", "big"]
    is_suited: bool
    timestamp_offset: int
    columns: tuple[tuple[int, int], ...]

    def timestamp(self, data: bytes, position: int) -> int:
        """Returns the timestamp of the record at a position."""
        at = position + self.timestamp_offset
        return int.from_bytes(data[at : at + 4], self.byte_order)


def read_definition(
    data: bytes, position: int, fields: frozenset[int], layouts: dict[int, MessageLayout], skip_sizes: list[int]
) -> int:
    """Notes the layout of records, or the size of other messages, by their headers; returns where the definition ends.

    A definition that is cut ends the data.
    """
    if position + 6 > len(data):
        return len(data)
    byte_order: Literal["little", "big"] = "big" if data[position + 2] else "little"
    end = position + 6 + 3 * data[position + 5]
    specs, size = data[position + 6 : end], 1
    if data[position] & 0x20:
        specs_end, end = end, end + 1 + 3 * int.from_bytes(data[end : end + 1], "big")
        size += sum(data[specs_end + 2 : end : 3])
    if end > len(data):
        return len(data)
    size += sum(specs[1::3])
    is_record = int.from_bytes(data[position + 3 : position + 5], byte_order) == MessageNumber.RECORD
    layout = _record_layout(specs, size, byte_order, fields) if is_record else None
    for header in headers_of(data[position] & 15):
        skip_sizes[header] = 0 if layout else size
        if layout:
            layouts[header] = layout
    return end


def headers_of(local_type: int) -> list[int]:
    """Returns the header bytes of the messages of a local type, the last ones with compressed timestamps."""
    headers = [local_type, local_type | 16, local_type | 32, local_type | 48]
    return headers + list(range(128 + 32 * local_type, 160 + 32 * local_type)) if local_type < 4 else headers


def _record_layout(
    specs: bytes, size: int, byte_order: Literal["little", "big"], fields: frozenset[int]
) -> MessageLayout:
    columns, offset, is_suited = {}, 1, True
    for number, width, base_type in zip(specs[0::3], specs[1::3], specs[2::3], strict=True):
        if number == TIMESTAMP or number in fields:
            columns[number] = offset
            is_suited = is_suited and base_type == COLUMN_TYPES[number] and width > 0 and not width % WIDTHS[base_type]
        offset += width
    timestamp_offset = columns.pop(TIMESTAMP, 0)
    return MessageLayout(size, byte_order, is_suited and timestamp_offset > 0, timestamp_offset, tuple(columns.items()))
