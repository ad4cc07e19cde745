"""Computes the checksum of FIT files, byte by byte."""


def _table_entry(value: int) -> int:
    for _ in range(8):
        value = value >> 1 ^ (0xA001 if value & 1 else 0)
    return value


TABLE = [_table_entry(value) for value in range(256)]


def crc16(data: bytes) -> int:
    """Returns the CRC of the bytes, as FIT stores it."""
    crc = 0
    for byte in data:
        crc = TABLE[(crc ^ byte) & 255] ^ crc >> 8
    return crc
