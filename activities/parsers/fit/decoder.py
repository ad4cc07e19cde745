"""Walking over one part of a FIT file: unwanted messages are stepped over, wanted ones decoded with one `struct`.

fitparse knows the base types and their invalid values; its own loop would build every message of the file.
"""

import struct
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from fitparse.records import BASE_TYPES

Wanted = Callable[[int], frozenset[int]]
"""The field numbers to decode of a message number; none: the message is stepped over."""
Message = dict[int, Any]
Decoders = tuple[tuple[int, Callable[[Any], Any]], ...]
Plan = tuple[struct.Struct, Decoders]
Plans = dict[int, tuple[int, struct.Struct, Decoders]]

TIMESTAMP = 253
TYPES = {base: (struct.calcsize("=" + t.fmt), t.fmt, t.parse) for base, t in BASE_TYPES.items() if t.name != "byte"}
MOST_MESSAGES = 20_000


class TruncatedData(Exception):
    """The part ends in the middle of a message, or makes no sense from here on."""


@lru_cache(1024)  # devices repeat their definitions
def plan(specs: bytes, big: bool, wanted: frozenset[int]) -> Plan:
    """How to decode one definition, given as triples of field number, size and base type."""
    layout, fields, pad = "<>"[big], [], 0
    for number, size, base in zip(specs[0::3], specs[1::3], specs[2::3], strict=True):
        width, code, parse = TYPES.get(base, (0, "", None))
        if number in wanted and width and size and not size % width:
            layout += f"{pad}x{size}s" if code == "s" else f"{pad}x{code}"
            fields.append((number, parse))
            pad = 0 if code == "s" else size - width  # of an array the first value
        else:
            pad += size  # a size that does not fit its type is unreadable, not fatal
    return struct.Struct(f"{layout}{pad}x"), tuple(fields)


def decode_messages(data: bytes, wanted: Wanted, most: int = MOST_MESSAGES) -> Iterator[tuple[int, Message]]:
    """(message number, field number to value) of every wanted message; values are unscaled, None where invalid.

    Raises Cut at the end of what makes sense, and after `most` messages (0: no limit).
    """
    pos, stamp, left = 0, 0, most
    skip: list[int] = [0] * 256
    plans: Plans = {}
    try:
        while True:
            head = data[pos]
            step = skip[head]
            if step:
                pos += step
            elif head & 0xC0 == 0x40:
                pos = _define(data, pos, skip, plans, wanted)
            else:
                number, layout, fields = plans[head >> 5 & 3 if head & 0x80 else head & 15]
                values = layout.unpack_from(data, pos + 1)
                message = {field: parse(value) for (field, parse), value in zip(fields, values)}  # noqa: B905 - hot
                if head & 0x80:
                    message[TIMESTAMP] = stamp = stamp + ((head - stamp) & 31)
                elif isinstance(told := message.get(TIMESTAMP), int):
                    stamp = told
                yield number, message
                pos, left = pos + 1 + layout.size, left - 1
                if not left:
                    raise TruncatedData
    except (IndexError, KeyError, struct.error):  # the end, or damage
        if pos != len(data):
            raise TruncatedData from None


def _define(data: bytes, pos: int, skip: list[int], plans: Plans, wanted: Wanted) -> int:
    """Note how the messages of the definition at `pos` are read or stepped over; where the definition ends."""
    big, local = bool(data[pos + 2]), data[pos] & 15
    number = int.from_bytes(data[pos + 3 : pos + 5], "big" if big else "little")
    stop = pos + 6 + 3 * data[pos + 5]
    specs = data[pos + 6 : stop]
    if data[pos] & 0x20:
        specs_end, stop = stop, stop + 1 + 3 * data[stop]
        specs += b"".join(bytes((255, size, 13)) for size in data[specs_end + 2 : stop : 3])
    if stop > len(data):
        raise IndexError
    layout, fields = plan(specs, big, wanted(number))
    plans[local] = number, layout, fields
    step = 0 if fields else 1 + layout.size
    for head in (local, local | 16, local | 32, local | 48):
        skip[head] = step
    if local < 4:
        skip[128 + 32 * local : 160 + 32 * local] = [step] * 32
    return stop
