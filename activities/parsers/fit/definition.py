"""Reads FIT definitions: each says how the messages after it are written, up to the next one of its local type."""

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from fitparse.records import BASE_TYPES

from activities.parsers.fit.profile import TIMESTAMP

Message = dict[int, Any]
"""Maps field numbers to values."""
ByteOrder = Literal["little", "big"]

INVALID_VALUES = {
    **{number: (1 << 8 * width) - 1 for number, width in ((0x00, 1), (0x02, 1), (0x84, 2), (0x86, 4), (0x8F, 8))},
    **{number: (1 << 8 * width - 1) - 1 for number, width in ((0x01, 1), (0x83, 2), (0x85, 4), (0x8E, 8))},
    **dict.fromkeys((0x0A, 0x8B, 0x8C, 0x90), 0),
}
"""A field of one of these base types states nothing when it has this value (Garmin's FIT profile, base types)."""
BASE_TYPE_FORMATS = {
    number: (struct.calcsize("=" + base_type.fmt), base_type.fmt, INVALID_VALUES.get(number))
    for number, base_type in BASE_TYPES.items()
    if base_type.name != "byte"
}
NO_FORMAT: tuple[int, str, int | None] = (0, "", None)
NO_LAYOUT = struct.Struct("")
BYTE_BASE_TYPE, STRING_BASE_TYPE = 0x0D, 0x07
parse_text: Callable[[bytes], str | None] = BASE_TYPES[STRING_BASE_TYPE].parse
DEVELOPER_FIELD = 255
"""Developer fields are skipped under this field number, which no profile field has."""
HAS_DEVELOPER_FIELDS = 0x20
"""The header of a definition has this bit when developer fields follow its fields."""


@dataclass(frozen=True, slots=True, eq=False)
class WantedFields:
    """Says which fields are decoded of a message, by its number; `others` are those of every other message."""

    by_message: Mapping[int, frozenset[int]]
    others: frozenset[int] = frozenset()


@dataclass(slots=True, eq=False)
class Definition:
    """A definition says how large its messages are with their header, and how their wanted fields are unpacked.

    `specs` holds a number, a size and a base type for each of all its fields. `fields` are the wanted ones in order,
    `invalid_values` those by which they state nothing, and `texts` the wanted fields that hold text.
    """

    message_number: int
    message_size: int
    byte_order: ByteOrder
    specs: bytes
    layout: struct.Struct = NO_LAYOUT
    fields: bytes = b""
    invalid_values: tuple[int | None, ...] = ()
    texts: tuple[int, ...] = ()
    timestamp_index: int | None = None

    def value_of(self, wanted_field: int, values: tuple[Any, ...]) -> Any:
        """Returns the value of one wanted field; None if it is invalid or not defined."""
        index = self.fields.find(wanted_field)
        return None if index < 0 or values[index] == self.invalid_values[index] else values[index]

    def timestamp_of(self, values: tuple[Any, ...]) -> int | None:
        """Returns the timestamp among unpacked values; None if it is invalid or not a wanted field."""
        index = self.timestamp_index
        return None if index is None or values[index] == self.invalid_values[index] else values[index]

    def to_message(self, values: tuple[Any, ...], timestamp: int | None = None) -> Message:
        """Returns the unpacked values by their fields, None if invalid; adds the time of a compressed header."""
        message: Message = {
            number: None if value == invalid else value
            for number, invalid, value in zip(self.fields, self.invalid_values, values)  # noqa: B905 - hot
        }
        for number in self.texts:
            if isinstance(value := message[number], bytes):
                message[number] = parse_text(value)
        if timestamp is not None:
            message[TIMESTAMP] = timestamp
        return message


def definition_end(data: bytes, position: int) -> int:
    """Returns where the definition at a position ends. Raises IndexError for one that is cut."""
    end = position + 6 + 3 * data[position + 5]
    if data[position] & HAS_DEVELOPER_FIELDS:
        end += 1 + 3 * data[end]
    if end > len(data):
        raise IndexError
    return end


@lru_cache(1024)  # devices repeat their definitions
def read_definition(definition: bytes, wanted: WantedFields) -> Definition:
    """Returns what the bytes of one definition say."""
    byte_order: ByteOrder = "big" if definition[2] else "little"
    number = int.from_bytes(definition[3:5], byte_order)
    specs_end = 6 + 3 * definition[5]
    specs = definition[6:specs_end]
    if definition[0] & HAS_DEVELOPER_FIELDS:
        sizes = definition[specs_end + 2 :: 3]
        specs += b"".join(bytes((DEVELOPER_FIELD, size, BYTE_BASE_TYPE)) for size in sizes)
    wanted_fields = wanted.by_message.get(number, wanted.others)
    read = Definition(number, 1 + sum(specs[1::3]), byte_order, specs)
    if not wanted_fields.isdisjoint(specs[0::3]):
        _compile_layout(read, wanted_fields)
    return read


def _compile_layout(definition: Definition, wanted: frozenset[int]) -> None:
    """Sets how the wanted fields are unpacked; what lies between them is stepped over."""
    specs = definition.specs
    layout, padding = "<" if definition.byte_order == "little" else ">", 0
    fields: list[int] = []
    invalid_values: list[int | None] = []
    for number, size, base_type in zip(specs[0::3], specs[1::3], specs[2::3], strict=True):
        if number not in wanted:
            padding += size
            continue
        width, code, invalid = BASE_TYPE_FORMATS.get(base_type, NO_FORMAT)
        if not width or not size or size % width:  # a size that does not fit its type is unreadable, not fatal
            padding += size
            continue
        if code == "s":
            definition.texts += (number,)
            code, width = f"{size}s", size
        elif number == TIMESTAMP and invalid is not None:
            definition.timestamp_index = len(fields)
        layout += f"{padding}x{code}"
        fields.append(number)
        invalid_values.append(invalid)
        padding = size - width  # of an array the first value
    definition.layout = struct.Struct(f"{layout}{padding}x")
    definition.fields, definition.invalid_values = bytes(fields), tuple(invalid_values)
