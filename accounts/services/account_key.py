"""Values sealed with the account's own key: nobody else's opens them, and without the key nothing does."""

import os

from accounts.models import AccountKey
from accounts.scope import current_owner_id
from accounts.secrets import KEY_BYTES, UnknownKey, decrypt, decrypt_with, encrypt, encrypt_with

NAME = "account"
"""What an account's key is called in the values it sealed."""


def account_key_context(owner_id: object) -> tuple[str, ...]:
    """Where an account's wrapped key stands."""
    return (str(owner_id), AccountKey._meta.db_table, "wrapped")


def encrypt_for_owner(plain: bytes, *where: str) -> bytes:
    """`plain` under the current owner's key, which is made when first needed; bound to the owner and to `where`."""
    owner = str(current_owner_id())
    return encrypt_with(NAME, _key() or _made(), plain, owner, *where)


def decrypt_for_owner(value: bytes, *where: str) -> bytes:
    """What the current owner's key sealed there. Raises UnknownKey or Tampered."""
    key = _key()
    if key is None:
        raise UnknownKey("sealed with an account's key that is not there")
    return decrypt_with({NAME: key}, value, str(current_owner_id()), *where)


def _key() -> bytes | None:
    wrapped = AccountKey.objects.values_list("wrapped", flat=True).first()
    return None if wrapped is None else decrypt(bytes(wrapped), *account_key_context(current_owner_id()))


def _made() -> bytes:
    """A new key, or the one that somebody made at the same moment."""
    wrapped = encrypt(os.urandom(KEY_BYTES), *account_key_context(current_owner_id()))
    AccountKey.objects.bulk_create([AccountKey(wrapped=wrapped)], ignore_conflicts=True)
    key = _key()
    if key is None:
        raise UnknownKey("an account's key could not be made")
    return key
