"""Says whether a key is as good as 32 random bytes, as far as a key shows that."""

import base64
import binascii

KEY_BYTES = 32
MIN_DISTINCT = 10
"""A random key of this length has fewer different characters, or bytes, less than once in a billion."""


def is_strong_key(text: str) -> bool:
    """Returns whether a text, which may be base64 or hexadecimal, stands for 32 bytes or more that repeat nothing."""
    return len(decode_key(text)) >= KEY_BYTES and is_varied(text.encode())


def decode_key(text: str) -> bytes:
    """Returns the bytes that a text stands for: hexadecimal, base64, or else itself."""
    for decode in (bytes.fromhex, _decode_base64):
        try:
            return decode(text)
        except (ValueError, binascii.Error):
            continue
    return text.encode()


def is_varied(data: bytes) -> bool:
    """Returns whether bytes hold enough different ones, and are not one part repeated."""
    return len(set(data)) >= MIN_DISTINCT and data not in (data + data)[1:-1]


def _decode_base64(text: str) -> bytes:
    return base64.b64decode(text, altchars=b"-_" if set(text) & {"-", "_"} else None, validate=True)
