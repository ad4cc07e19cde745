"""Decodes the messages of one FIT file: skips unwanted ones, unpacks each wanted one with a single `struct`.

fitparse knows the base types and their invalid values; its own loop would build every message of the file.
"""

import struct
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import accumulate
from typing import Any

from fitparse.records import BASE_TYPES

from activities.parsers.fit.profile import TIMESTAMP

FieldSelector = Callable[[int, bytes], frozenset[int]]
"""Returns the fields to decode of a message, by its number and its defined fields; none if the message is skipped."""
Message = dict[int, Any]
"""Maps field numbers to values."""
FieldParsers = tuple[tuple[int, Callable[[Any], Any]], ...]
Layout = tuple[struct.Struct, FieldParsers]
Definitions = dict[int, tuple[int, struct.Struct, FieldParsers]]
"""Maps local message types to message number, layout and field parsers."""

BASE_TYPE_FORMATS = {
    number: (struct.calcsize("=" + base_type.fmt), base_type.fmt, base_type.parse)
    for number, base_type in BASE_TYPES.items()
    if base_type.name != "byte"
}
NO_FORMAT: tuple[int, str, Any] = (0, "", None)
BYTE_BASE_TYPE = 13
DEVELOPER_FIELD = 255
"""Developer fields are skipped under this field number, which no profile field has."""
MAX_MESSAGES = 20_000
MIN_RUN, MAX_RUN = 16, 4096
"""This many messages at a time are compared for having the same header, more after each whole run."""


class TruncatedData(Exception):
    """The file ends in the middle of a message, or is invalid from here on."""


@lru_cache(1024)  # devices repeat their definitions
def compile_layout(specs: bytes, is_big_endian: bool, wanted: frozenset[int]) -> Layout:
    """Returns how to unpack a message whose definition has these triples of field number, size and base type."""
    numbers, sizes, base_types = specs[0::3], specs[1::3], specs[2::3]
    ends = list(accumulate(sizes))
    layout, fields, position = "<>"[is_big_endian], [], 0
    for index in sorted(map(numbers.rfind, wanted)):
        if index < 0:
            continue
        size, (width, code, parse) = sizes[index], BASE_TYPE_FORMATS.get(base_types[index], NO_FORMAT)
        if width and size and not size % width:  # a size that does not fit its type is unreadable, not fatal
            start = ends[index] - size
            layout += f"{start - position}x{size}s" if code == "s" else f"{start - position}x{code}"
            fields.append((numbers[index], parse))
            position = start + (size if code == "s" else width)  # of an array the first value
    return struct.Struct(f"{layout}{(ends[-1] if ends else 0) - position}x"), tuple(fields)


def decode_messages(data: bytes, wanted: FieldSelector, limit: int = MAX_MESSAGES) -> Iterator[tuple[int, Message]]:
    """Yields the message number and the fields of every wanted message; values are unscaled, None if invalid.

    Raises TruncatedData where valid data ends, and after `limit` messages (0: no limit).
    """
    position, timestamp, left, run_limit = 0, 0, limit, MIN_RUN
    skip_sizes: list[int] = [0] * 256
    definitions: Definitions = {}
    try:
        header = data[0]
        while True:
            skip_size = skip_sizes[header]
            if skip_size:
                position += skip_size
                following = data[position]
                if following == header:
                    count = run_length(data, position, skip_size, run_limit)
                    run_limit = min(2 * run_limit, MAX_RUN) if count == run_limit else MIN_RUN
                    position += skip_size * count
                    following = data[position]
                header = following
                continue
            if header & 0xC0 == 0x40:
                position = _read_definition(data, position, skip_sizes, definitions, wanted)
            else:
                number, layout, fields = definitions[header >> 5 & 3 if header & 0x80 else header & 15]
                values = layout.unpack_from(data, position + 1)
                message = {field: parse(value) for (field, parse), value in zip(fields, values)}  # noqa: B905 - hot
                if header & 0x80:
                    message[TIMESTAMP] = timestamp = timestamp + ((header - timestamp) & 31)
                elif isinstance(stated := message.get(TIMESTAMP), int):
                    timestamp = stated
                yield number, message
                position, left = position + 1 + layout.size, left - 1
                if not left:
                    raise TruncatedData
            header = data[position]
    except (IndexError, KeyError, struct.error):  # the end, or damage
        if position != len(data):
            raise TruncatedData from None


def run_length(data: bytes, position: int, size: int, limit: int) -> int:
    """Returns how many messages of this size with the same header follow each other, at most `limit`."""
    headers = data[position : position + size * limit : size]
    return len(headers) - len(headers.lstrip(headers[:1]))


def _read_definition(
    data: bytes, position: int, skip_sizes: list[int], definitions: Definitions, wanted: FieldSelector
) -> int:
    """Notes how to read or skip the messages of the definition at `position`; returns where the definition ends."""
    is_big_endian, local_type = bool(data[position + 2]), data[position] & 15
    number = int.from_bytes(data[position + 3 : position + 5], "big" if is_big_endian else "little")
    end = position + 6 + 3 * data[position + 5]
    specs = data[position + 6 : end]
    if data[position] & 0x20:
        specs_end, end = end, end + 1 + 3 * data[end]
        sizes = data[specs_end + 2 : end : 3]
        specs += b"".join(bytes((DEVELOPER_FIELD, size, BYTE_BASE_TYPE)) for size in sizes)
    if end > len(data):
        raise IndexError
    skip_size, numbers = 1 + sum(specs[1::3]), specs[0::3]
    wanted_fields = wanted(number, numbers)
    if not wanted_fields.isdisjoint(numbers):
        layout, fields = compile_layout(specs, is_big_endian, wanted_fields)
        if fields:
            definitions[local_type] = number, layout, fields
            skip_size = 0
    for header in (local_type, local_type | 16, local_type | 32, local_type | 48):
        skip_sizes[header] = skip_size
    if local_type < 4:
        skip_sizes[128 + 32 * local_type : 160 + 32 * local_type] = [skip_size] * 32
    return end
