"""Computes FIT's checksum with big integers: nearly free, where a loop over the bytes would take longer than parsing.

The CRC is linear, and x^32767 = 1 modulo its polynomial: blocks of 32,767 bits can be XORed together.
"""

PERIOD_BITS = 32_767
BLOCK_SIZE = PERIOD_BITS
"""A block is eight periods, because one period is not a whole number of bytes."""


FOLD_SIZES = (2049, 1025, 513, 257, 129, 65, 33)


def _shift_one(count: int) -> list[int]:
    """Returns what becomes of the lowest bit alone after 0 to `count` shifts; a higher bit lags behind by its place."""
    values = [1]
    for _ in range(count):
        values.append(values[-1] >> 1 ^ (0xA001 if values[-1] & 1 else 0))
    return values


_SHIFTED = _shift_one(8 * max(FOLD_SIZES))


def _byte_table(shifts: int) -> list[int]:
    """Returns what becomes of all 256 bytes after so many shifts, at least eight."""
    values = [0]
    for bit in range(8):
        values += [_SHIFTED[shifts - bit] ^ value for value in values]
    return values


CRC_TABLE = _byte_table(8)
_BYTE_PAIRS = {size: _byte_table(8 * size - 8) for size in FOLD_SIZES}
FOLD_TABLES = [
    (size, bytes(pair & 255 for pair in pairs), bytes(pair >> 8 for pair in pairs))
    for size, pairs in _BYTE_PAIRS.items()
]
"""Two bytes are equivalent to one that lies this many bytes before them; they are listed for each size and byte."""


def crc16(data: bytes) -> int:
    """Returns the CRC of the bytes; it is 0 over a FIT file and its stored checksum when the file is sound."""
    if len(data) > 4095:
        data = _fold_periods(data)
    for size, first, second in FOLD_TABLES:
        if len(data) > size:
            data = _fold_half(data, size, first, second)
    crc = 0
    for byte in data:
        crc = CRC_TABLE[(crc ^ byte) & 255] ^ crc >> 8
    return crc


def _fold_periods(data: bytes) -> bytes:
    """Returns 4,096 bytes with the same CRC; leading zero bits change nothing."""
    if len(data) > BLOCK_SIZE:
        value, size = _fold_blocks(data), 8 * BLOCK_SIZE
    else:
        pad = -len(data) * 8 % PERIOD_BITS
        value, size = int.from_bytes(data, "little") << pad, len(data) * 8 + pad
    while size > PERIOD_BITS:
        low = size // PERIOD_BITS // 2 * PERIOD_BITS
        value, size = (value >> low) ^ (value & (1 << low) - 1) << size - 2 * low, size - low
    return (value << 1).to_bytes(4096, "little")


def _fold_blocks(data: bytes) -> int:
    """Returns one block with the same CRC, which takes hardly more time than to read the bytes."""
    start = len(data) % BLOCK_SIZE
    value = int.from_bytes(data[:start], "little") << 8 * (BLOCK_SIZE - start)
    for position in range(start, len(data), BLOCK_SIZE):
        value ^= int.from_bytes(data[position : position + BLOCK_SIZE], "little")
    return value


def _fold_half(data: bytes, size: int, first: bytes, second: bytes) -> bytes:
    """Returns the last `size` bytes with the earlier ones folded in: each earlier byte equals two later ones."""
    top, shift = data[:-size], 8 * (2 * size - len(data) - 1)
    value = int.from_bytes(top.translate(first), "little") ^ int.from_bytes(top.translate(second), "little") << 8
    return (int.from_bytes(data[-size:], "little") ^ value << shift).to_bytes(size, "little")
