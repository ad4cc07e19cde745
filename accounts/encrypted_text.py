"""Encrypts text for columns that hold text: the encrypted value is base64-encoded."""

import base64
import binascii

from accounts.secrets import Tampered, decrypt, encrypt, key_name


def encrypt_text(plain: str, context: str) -> str:
    """Encrypts a text with the install's first key, bound to the context."""
    return base64.b64encode(encrypt(plain.encode(), context)).decode()


def decrypt_text(text: str, context: str) -> str:
    """Decrypts a text. Raises UnknownKey or Tampered."""
    return decrypt(_decode(text), context).decode()


def key_name_of_text(text: str) -> str:
    """Returns the name of the key that encrypted the text. Raises Tampered for a value that is not encrypted."""
    return key_name(_decode(text))


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Tampered("not an encrypted value") from None
