"""What is secret at rest: values sealed with the install's keys, each bound to where it stands.

`CREDENTIAL_KEYS` is `name:base64,name:base64`: the first key writes, all of them read, so a key can be changed while
everything runs.  A sealed value is a version byte, the key's name, a dot, 12 random bytes, and the ciphertext with its
tag (AES-256-GCM).  Where it stands (a purpose, a table, a column) is authenticated with it: moved elsewhere, it does
not open.  Nothing here ever answers with an empty or a raw value instead of an error.
"""

import base64
import binascii
import os
import re
from collections.abc import Mapping
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

VERSION = b"\x01"
KEY_BYTES = 32
NONCE_BYTES = 12
NAME = re.compile(r"[a-z0-9]{1,16}")
BETWEEN = b"\x1f"


class UnknownKey(RuntimeError):
    """Sealed with a key that this process does not have: the operator's fault, and the value may be fine elsewhere."""


class Tampered(RuntimeError):
    """Not what was sealed, or not where it was sealed."""


def new_key() -> str:
    """A fresh key as `CREDENTIAL_KEYS` holds it, named `k1`."""
    return f"k1:{base64.b64encode(os.urandom(KEY_BYTES)).decode()}"


def parse_keys(text: str) -> dict[str, bytes]:
    """The keys by name, the writing one first. Raises ImproperlyConfigured, naming a position and never a value."""
    keys: dict[str, bytes] = {}
    for position, one in enumerate(text.split(","), start=1):
        name, _, encoded = one.strip().partition(":")
        key = _decoded(encoded)
        if not NAME.fullmatch(name) or name in keys or len(key) != KEY_BYTES:
            raise ImproperlyConfigured(
                f"CREDENTIAL_KEYS: number {position} is not a new name and 32 random bytes, as in k1:base64."
            )
        keys[name] = key
    return keys


def encrypt(plain: bytes, *where: str) -> bytes:
    """`plain` under the install's writing key, bound to `where`."""
    return encrypt_with(*next(iter(install_keys().items())), plain, *where)


def decrypt(value: bytes, *where: str) -> bytes:
    """What the install's keys sealed. Raises UnknownKey or Tampered."""
    return decrypt_with(install_keys(), value, *where)


def encrypt_with(name: str, key: bytes, plain: bytes, *where: str) -> bytes:
    """`plain` under that key, bound to the key's name and to `where`."""
    nonce = os.urandom(NONCE_BYTES)
    return VERSION + name.encode() + b"." + nonce + AESGCM(key).encrypt(nonce, plain, _bound(name, where))


def decrypt_with(keys: Mapping[str, bytes], value: bytes, *where: str) -> bytes:
    """What one of the keys sealed. Raises UnknownKey or Tampered."""
    name = key_name(value)
    key = keys.get(name)
    if key is None:
        raise UnknownKey(f"sealed with the key {name!r}, which CREDENTIAL_KEYS does not hold")
    nonce_at = len(VERSION) + len(name) + 1
    rest = value[nonce_at:]
    try:
        return AESGCM(key).decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], _bound(name, where))
    except (InvalidTag, ValueError):
        raise Tampered("a sealed value does not open where it stands") from None


def key_name(value: bytes) -> str:
    """The name of the key that a value was sealed with. Raises Tampered for what was never sealed."""
    name, dot, _ = value[len(VERSION) :].partition(b".")
    if not value.startswith(VERSION) or not dot or not NAME.fullmatch(name.decode("ascii", "replace")):
        raise Tampered("not a sealed value")
    return name.decode()


def install_keys() -> Mapping[str, bytes]:
    """This install's keys by name, the writing one first."""
    return _parsed(settings.CREDENTIAL_KEYS)


@cache
def _parsed(text: str) -> Mapping[str, bytes]:
    return parse_keys(text)


def _bound(name: str, where: tuple[str, ...]) -> bytes:
    return BETWEEN.join(part.encode() for part in (name, *where))


def _decoded(encoded: str) -> bytes:
    try:
        return base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return b""
