"""Decodes the messages of one FIT file: skips unwanted ones, unpacks each wanted one with a single `struct`.

fitparse knows the base types; its own loop would build every message of the file.
"""

import struct
from collections.abc import Iterator
from itertools import repeat
from typing import Any

from activities.parsers.fit.definition import Definition, Message, WantedFields
from activities.parsers.fit.definition_table import COMPRESSED_TIMESTAMP, DEFINITION, HEADER_KIND, DefinitionTable
from activities.parsers.fit.repetition import MIN_BURST, find_repetition, next_burst

RawMessage = tuple[Definition, tuple[Any, ...], int | None]
"""Holds the unpacked values of a message, and its time if a compressed header states it."""

MAX_MESSAGES = 20_000


class TruncatedData(Exception):
    """The file ends in the middle of a message, or is invalid from here on."""


def decode_messages(data: bytes, wanted: WantedFields, limit: int = MAX_MESSAGES) -> Iterator[tuple[int, Message]]:
    """Yields the message number and the fields of every wanted message; values are unscaled, None if invalid.

    Raises TruncatedData where valid data ends, and after `limit` messages (0: no limit).
    """
    for definition, values, timestamp in unpack_messages(data, DefinitionTable(data, wanted), limit):
        yield definition.message_number, definition.to_message(values, timestamp)


def unpack_messages(data: bytes, table: DefinitionTable, limit: int = MAX_MESSAGES) -> Iterator[RawMessage]:
    """Yields every wanted message as it was unpacked; `table` is empty at first. Raises what `decode_messages` does."""
    position, timestamp, left, burst, sizes = 0, 0, limit, MIN_BURST, table.sizes
    try:
        while True:
            for _ in repeat(None, burst):
                if not (size := sizes[data[position]]):
                    break
                position += size
            else:
                starts, size, count = find_repetition(data, position, sizes)
                position += size * count
                burst = next_burst(burst, len(starts) * count)
                continue
            header = data[position]
            if header & HEADER_KIND == DEFINITION:
                position, _ = table.read(position)
            elif not (definition := table.definition_of(header)).fields:
                table.step_over(header)
            else:
                values = definition.layout.unpack_from(data, position + 1)
                position, left = position + definition.message_size, left - 1
                if header & COMPRESSED_TIMESTAMP:
                    timestamp += (header - timestamp) & 31
                    yield definition, values, timestamp
                else:
                    timestamp = definition.timestamp_of(values) or timestamp
                    yield definition, values, None
                if not left:
                    raise TruncatedData
    except (IndexError, KeyError, struct.error):  # the end, or damage
        if position != len(data):
            raise TruncatedData from None
