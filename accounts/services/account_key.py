"""Encrypts values and digests texts with the account's own key: no other key decrypts them or gives the same digest."""

import hmac
import os
from collections.abc import Iterable

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from accounts.models import AccountKey
from accounts.scope import current_owner_id
from accounts.secrets import KEY_BYTES, EncryptionKey, UnknownKey, decrypt, decrypt_with, encrypt, encrypt_with

KEY_NAME_IN_VALUES = "account"
"""Every ciphertext carries this name of its account's key, so it never changes."""

WRAPPED_KEY_CONTEXT = ("accounts_accountkey", "wrapped")
"""Every wrapped key is bound to these words, so they stay even when the table or the column is renamed."""


def account_key_context(owner_id: object) -> tuple[str, ...]:
    """Returns the context that the wrapped key of an account is bound to."""
    return (str(owner_id), *WRAPPED_KEY_CONTEXT)


def encrypt_for_owner(plain: bytes, *context: str) -> bytes:
    """Encrypts with the current owner's key, bound to the owner and the context; creates the key when there is none."""
    return encrypt_with(_load_key() or _create_key(), plain, str(current_owner_id()), *context)


def decrypt_for_owner(value: bytes, *context: str) -> bytes:
    """Decrypts what was encrypted with the current owner's key. Raises UnknownKey or Tampered."""
    key = _load_key()
    if key is None:
        raise UnknownKey("encrypted with an account's key that is missing")
    return decrypt_with([key], value, str(current_owner_id()), *context)


def digests_for_owner(texts: Iterable[str], purpose: str) -> list[str]:
    """Returns the HMAC-SHA-256 of each text in 64 hex digits, under a key that the owner's key gives for the purpose.

    Whoever does not have the key can neither compute a digest nor try texts against one. One query.
    """
    key = _load_key() or _create_key()
    derived = HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose.encode()).derive(key.secret)
    return [hmac.digest(derived, text.encode(), "sha256").hex() for text in texts]


def _load_key() -> EncryptionKey | None:
    wrapped = AccountKey.objects.values_list("wrapped", flat=True).first()
    if wrapped is None:
        return None
    return EncryptionKey(KEY_NAME_IN_VALUES, decrypt(bytes(wrapped), *account_key_context(current_owner_id())))


def _create_key() -> EncryptionKey:
    """Creates the key, or returns the one that another process has created at the same moment."""
    wrapped = encrypt(os.urandom(KEY_BYTES), *account_key_context(current_owner_id()))
    AccountKey.objects.bulk_create([AccountKey(wrapped=wrapped)], ignore_conflicts=True)
    key = _load_key()
    if key is None:
        raise UnknownKey("an account's key could not be created")
    return key
