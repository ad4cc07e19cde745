"""Writes small FIT files of made-up activities, sound or broken in one chosen way.

`fit(message, …)` writes one part of a file; parts are chained with `+`.  Values are raw FIT numbers (centimeters,
milliseconds), but times are aware instants or numbers.
"""

import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from math import sin
from typing import Any

from providers.sandbox.writers.crc import crc16

EPOCH = datetime(1989, 12, 31, tzinfo=UTC)
START = datetime(2026, 5, 3, 6, 30, tzinfo=UTC)
HOUR = 3600

ENUM, SINT8, UINT8, UINT16, SINT32, UINT32, STRING, FLOAT = 0x00, 0x01, 0x02, 0x84, 0x85, 0x86, 0x07, 0x88
CODES = {ENUM: "B", SINT8: "b", UINT8: "B", UINT16: "H", SINT32: "i", UINT32: "I", FLOAT: "f"}

FILE_ID, SPORT, SESSION, LAP, RECORD, EVENT, DEVICE_INFO, WORKOUT, ACTIVITY = 0, 12, 18, 19, 20, 21, 23, 26, 34
TIMESTAMP_CORRELATION, FIELD_DESCRIPTION, DEVELOPER_DATA_ID, TIMESTAMP = 162, 206, 207, 253
TIMES = {TIMESTAMP: UINT32}
TYPES = {
    FILE_ID: {0: ENUM, 1: UINT16, 2: UINT16, 4: UINT32, 8: STRING},
    SPORT: {0: ENUM, 1: ENUM},
    SESSION: TIMES
    | {2: UINT32, 5: ENUM, 6: ENUM, 7: UINT32, 8: UINT32, 9: UINT32, 16: UINT8, 22: UINT16, 57: SINT8, 59: UINT32},
    LAP: TIMES
    | {2: UINT32, 7: UINT32, 8: UINT32, 9: UINT32, 15: UINT8, 21: UINT16, 25: ENUM, 39: ENUM}
    | {50: SINT8, 52: UINT32},
    RECORD: TIMES | {0: SINT32, 1: SINT32, 2: UINT16, 3: UINT8, 4: UINT8, 5: UINT32, 6: UINT16, 13: SINT8},
    EVENT: TIMES | {0: ENUM, 1: ENUM},
    DEVICE_INFO: TIMES | {0: UINT8, 2: UINT16, 4: UINT16, 27: STRING},
    WORKOUT: {4: ENUM, 6: UINT16, 8: STRING},
    ACTIVITY: TIMES | {0: UINT32, 1: UINT16, 5: UINT32},
    TIMESTAMP_CORRELATION: TIMES | {1: UINT32, 3: UINT32},
    DEVELOPER_DATA_ID: {3: UINT8},
    FIELD_DESCRIPTION: {0: UINT8, 1: UINT8, 2: UINT8, 3: STRING},
}
"""The table gives the base type of each field that is written."""

Value = int | float | str | bytes | datetime | None


@dataclass(slots=True)
class Message:
    """Represents one message; `types` overrides base types, `padding` adds developer bytes.

    `is_compressed` shortens its time.
    """

    number: int
    fields: Mapping[int, Value]
    types: tuple[tuple[int, int], ...] = ()
    padding: int = 0
    is_compressed: bool = False


def fields(**values: Value) -> dict[int, Value]:
    """Returns fields by number, given as f22=310."""
    return {int(name[1:]): value for name, value in values.items()}


def file_id(kind: int = 4, manufacturer: int = 1, product: int = 3121, **extra: Value) -> Message:
    """Returns the message that says what the file is: by default an activity (4) of a Garmin Edge 530."""
    return Message(FILE_ID, {0: kind, 1: manufacturer, 2: product, 4: START, **fields(**extra)})


def session(start: datetime = START, seconds: float = HOUR, distance_m: float = 25_000, **extra: Value) -> Message:
    """Returns a session of cycling; `extra` adds or replaces fields, and None omits one."""
    duration_ms = round(seconds * 1000)
    defaults: dict[int, Value] = {
        253: start + timedelta(seconds=seconds),
        2: start,
        7: duration_ms,
        8: duration_ms,
        9: round(distance_m * 100),
        5: 2,
        6: 0,
    }
    values = {**defaults, **fields(**extra)}
    return Message(SESSION, {number: value for number, value in values.items() if value is not None})


def activity(utc: datetime = START, offset_s: int = 7200) -> Message:
    """Returns the message that closes an activity and gives its local time."""
    return Message(ACTIVITY, {253: utc, 0: HOUR * 1000, 1: 1, 5: utc + timedelta(seconds=offset_s)})


def records(
    start: datetime = START, seconds: int = HOUR, *, step: int = 1, has_distance: bool = True
) -> Iterator[Message]:
    """Yields a record every `step` seconds of a ride along a wavy line at 7 m/s."""
    first_timestamp = fit_timestamp(start)
    for second in range(0, seconds, step):
        position = {0: 500_000_000 + second * 700, 1: 100_000_000 + int(30_000 * sin(second / 300))}
        elevation = {2: int((500 + 100 + 40 * sin(second / 500)) * 5)}
        values = {253: first_timestamp + second, **position, **elevation, 3: 120 + second % 40, 6: 7000, 13: 18}
        yield Message(RECORD, values | {5: second * 700} if has_distance else values)


def hour_ride(start: datetime = START, **session_fields: Any) -> bytes:
    """Returns the file of a ride of one hour at 1 Hz."""
    return fit(file_id(), *records(start), session(start, **session_fields), activity(start))


def fit(*messages: Message, crc: int | None = None, size: int | None = None, is_big_endian: bool = False) -> bytes:
    """Returns one part; `crc` and `size` replace the right values."""
    body = b"".join(_encode_messages(messages, ">" if is_big_endian else "<"))
    header = struct.pack("<BBHI4s", 14, 16, 2132, len(body) if size is None else size, b".FIT")
    data = header + struct.pack("<H", crc16(header)) + body
    return data + struct.pack("<H", crc16(data) if crc is None else crc)


def fit_timestamp(instant: datetime) -> int:
    """Returns an instant as FIT counts it, in seconds."""
    return int((instant - EPOCH).total_seconds())


def _encode_messages(messages: Iterable[Message], order: str) -> Iterator[bytes]:
    """Yields the messages, each after its definition where that is new; every message number has a local number."""
    local: dict[int, int] = {}
    defined: dict[int, bytes] = {}
    for message in messages:
        slot = local.setdefault(message.number, len(local))
        values = {number: _raw_value(value) for number, value in message.fields.items()}
        header = slot
        if message.is_compressed:
            header = 0x80 | slot << 5 | int(values.pop(TIMESTAMP)) & 31
        sizes = tuple(len(value) if isinstance(value, bytes) else 0 for value in values.values())
        layout, definition = _message_layout(
            message.number, tuple(values), sizes, message.types, message.padding, order
        )
        if defined.get(slot) != definition:
            defined[slot] = definition
            yield bytes([0x40 | bool(message.padding) << 5 | slot]) + definition
        yield bytes([header]) + layout.pack(*values.values())


@lru_cache(1000)
def _message_layout(
    message: int,
    numbers: tuple[int, ...],
    sizes: tuple[int, ...],
    types: tuple[tuple[int, int], ...],
    padding: int,
    order: str,
) -> tuple[struct.Struct, bytes]:
    bases = {**TYPES.get(message, {}), **dict(types)}
    codes = [f"{size}s" if size else CODES[bases[number]] for number, size in zip(numbers, sizes, strict=True)]
    triples = b"".join(
        bytes([number, struct.calcsize(code), bases[number]]) for number, code in zip(numbers, codes, strict=True)
    )
    header = struct.pack(order + "BBHB", 0, order == ">", message, len(numbers))
    developer = bytes([1, 0, padding, 0]) if padding else b""
    return struct.Struct(order + "".join(codes) + f"{padding}x"), header + triples + developer


def _raw_value(value: Value) -> float | bytes:
    if isinstance(value, datetime):
        return fit_timestamp(value)
    if isinstance(value, str):
        return value.encode() + b"\0"
    return value if value is not None else 0
