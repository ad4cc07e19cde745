"""FIT's checksum in big-integer arithmetic: nearly free, where a loop over the bytes would cost more than reading.

The CRC is linear, and x^32767 = 1 modulo its polynomial: blocks of 32,767 bits can be XORed together.
"""

from collections.abc import Iterable

PERIOD = 32_767


def _bits(value: int, count: int) -> int:
    for _ in range(count):
        value = value >> 1 ^ (0xA001 if value & 1 else 0)
    return value


def _span(bits: Iterable[int]) -> list[int]:
    """All 256 values from those of the eight bits."""
    values = [0]
    for bit in bits:
        values += [bit ^ value for value in values]
    return values


STEP = _span(_bits(1 << bit, 8) for bit in range(8))
_PAIRS = {size: _span(_bits(1 << bit, 8 * size - 8) for bit in range(8)) for size in (2049, 1025, 513, 257, 129)}
HALVES = [(size, bytes(p & 255 for p in pairs), bytes(p >> 8 for p in pairs)) for size, pairs in _PAIRS.items()]


def crc16(data: bytes) -> int:
    """The CRC of the bytes; 0 over a part of a file and its stored checksum when it is sound."""
    if len(data) > 4095:
        data = _folded(data)
    for size, first, second in HALVES:
        if len(data) > size:
            data = _halved(data, size, first, second)
    crc = 0
    for byte in data:
        crc = STEP[(crc ^ byte) & 255] ^ crc >> 8
    return crc


def _folded(data: bytes) -> bytes:
    """4,096 bytes with the same CRC; leading zero bits change nothing."""
    pad = -len(data) * 8 % PERIOD
    value, size = int.from_bytes(data, "little") << pad, len(data) * 8 + pad
    while size > PERIOD:
        low = size // PERIOD // 2 * PERIOD
        value, size = (value >> low) ^ (value & (1 << low) - 1) << size - 2 * low, size - low
    return (value << 1).to_bytes(4096, "little")


def _halved(data: bytes, size: int, first: bytes, second: bytes) -> bytes:
    """The last `size` bytes, with what stood before them folded in: each earlier byte equals two later ones."""
    top, shift = data[:-size], 8 * (2 * size - len(data) - 1)
    value = int.from_bytes(top.translate(first), "little") ^ int.from_bytes(top.translate(second), "little") << 8
    return (int.from_bytes(data[-size:], "little") ^ value << shift).to_bytes(size, "little")
