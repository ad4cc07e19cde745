"""Sealed values in columns that hold text."""

import base64
import binascii

from accounts.secrets import Tampered, decrypt, encrypt, key_name


def encrypt_text(plain: str, where: str) -> str:
    """`plain` under the writing key, bound to `where`."""
    return base64.b64encode(encrypt(plain.encode(), where)).decode()


def decrypt_text(text: str, where: str) -> str:
    """What was sealed. Raises UnknownKey or Tampered."""
    return decrypt(_bytes(text), where).decode()


def key_name_of_text(text: str) -> str:
    """The name of the key that it was sealed with. Raises Tampered for what was never sealed."""
    return key_name(_bytes(text))


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Tampered("not a sealed value") from None
