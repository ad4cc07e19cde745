"""Encrypts what is secret at rest with the keys of the install, each value bound to its context.

`CREDENTIAL_KEYS` is `name:base64,name:base64`: the first key encrypts, all of them decrypt, so a key can be changed
while everything runs. An encrypted value is a version byte, the key's name, a dot, 12 random bytes, and the ciphertext
with its tag (AES-256-GCM). The context (a purpose, a table, a column) is authenticated data: moved elsewhere, a value
cannot be decrypted. Every failure raises an error; no function returns an empty or raw value instead.
"""

import base64
import binascii
import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

VERSION = b"\x01"
KEY_BYTES = 32
NONCE_BYTES = 12
KEY_NAME = re.compile(r"[a-z0-9]{1,16}")
CONTEXT_SEPARATOR = b"\x1f"


class UnknownKey(RuntimeError):
    """This process does not have the key of the value: the operator's keys are incomplete, the value may be intact."""


class Tampered(RuntimeError):
    """The value is not what was encrypted, or is bound to another context."""


@dataclass(frozen=True, slots=True)
class EncryptionKey:
    """An encryption key is 32 random bytes, and the name that every value encrypted with it carries."""

    name: str
    secret: bytes = field(repr=False)


def new_key() -> str:
    """Returns a new random key as `CREDENTIAL_KEYS` holds it, named `k1`."""
    return f"k1:{base64.b64encode(os.urandom(KEY_BYTES)).decode()}"


def parse_keys(text: str) -> tuple[EncryptionKey, ...]:
    """Parses keys, the one that encrypts first. Raises ImproperlyConfigured, naming a position and never a value."""
    keys: dict[str, EncryptionKey] = {}
    for position, entry in enumerate(text.split(","), start=1):
        name, _, encoded = entry.strip().partition(":")
        secret = _decode_base64(encoded)
        if not KEY_NAME.fullmatch(name) or name in keys or len(secret) != KEY_BYTES:
            raise ImproperlyConfigured(
                f"CREDENTIAL_KEYS: number {position} is not a new name and 32 random bytes, as in k1:base64."
            )
        keys[name] = EncryptionKey(name, secret)
    return tuple(keys.values())


def encrypt(plain: bytes, *context: str) -> bytes:
    """Encrypts with the install's first key, bound to the context."""
    return encrypt_with(writing_key(), plain, *context)


def decrypt(value: bytes, *context: str) -> bytes:
    """Decrypts with the install's keys. Raises UnknownKey or Tampered."""
    return decrypt_with(install_keys(), value, *context)


def encrypt_with(key: EncryptionKey, plain: bytes, *context: str) -> bytes:
    """Encrypts with that key, bound to the key's name and to the context."""
    nonce = os.urandom(NONCE_BYTES)
    ciphertext = AESGCM(key.secret).encrypt(nonce, plain, _authenticated_data(key.name, context))
    return VERSION + key.name.encode() + b"." + nonce + ciphertext


def decrypt_with(keys: Iterable[EncryptionKey], value: bytes, *context: str) -> bytes:
    """Decrypts with the one of the keys that encrypted the value. Raises UnknownKey or Tampered."""
    name = key_name(value)
    key = next((key for key in keys if key.name == name), None)
    if key is None:
        raise UnknownKey(f"encrypted with the key {name!r}, which CREDENTIAL_KEYS does not hold")
    content = value[len(VERSION) + len(name) + 1 :]
    nonce, ciphertext = content[:NONCE_BYTES], content[NONCE_BYTES:]
    try:
        return AESGCM(key.secret).decrypt(nonce, ciphertext, _authenticated_data(name, context))
    except (InvalidTag, ValueError):
        raise Tampered("an encrypted value cannot be decrypted in this context") from None


def key_name(value: bytes) -> str:
    """Returns the name of the key that encrypted a value. Raises Tampered for a value that is not encrypted."""
    name, dot, _ = value[len(VERSION) :].partition(b".")
    if not value.startswith(VERSION) or not dot or not KEY_NAME.fullmatch(name.decode("ascii", "replace")):
        raise Tampered("not an encrypted value")
    return name.decode()


def install_keys() -> tuple[EncryptionKey, ...]:
    """Returns the keys of this install, the one that encrypts first."""
    return _cached_keys(settings.CREDENTIAL_KEYS)


def writing_key() -> EncryptionKey:
    """Returns the key that encrypts new values: the first one."""
    return install_keys()[0]


@cache
def _cached_keys(text: str) -> tuple[EncryptionKey, ...]:
    return parse_keys(text)


def _authenticated_data(name: str, context: tuple[str, ...]) -> bytes:
    return CONTEXT_SEPARATOR.join(part.encode() for part in (name, *context))


def _decode_base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
