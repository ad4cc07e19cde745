"""Encrypts everything again with the key that encrypts now, so that an older key can be deleted.

This is safe while everything runs: a value is replaced only if it still is what was decrypted, and a value that
changes meanwhile was encrypted by whoever changed it.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from allauth.mfa.models import Authenticator
from django.db.models import Model
from django.utils import timezone

from accounts.encrypted_text import decrypt_text, encrypt_text, key_name_of_text
from accounts.mfa_adapter import SECOND_FACTOR_CONTEXT
from accounts.models import AccountKey, Session
from accounts.secrets import Tampered, decrypt, encrypt, key_name, writing_key
from accounts.services.account_key import account_key_context
from accounts.sessions import SESSION_CONTEXT

BATCH_SIZE = 500
SEED_NAMES = ("secret", "seed")
"""`Authenticator.data` holds encrypted seeds under these names: an app's, and that of the recovery codes."""


class EncryptedValue(Protocol):
    """An encrypted value is stored in a row, under one of the install's keys."""

    @property
    def key(self) -> str: ...
    def reencrypt(self) -> None: ...


@dataclass(frozen=True, slots=True)
class EncryptedText:
    """An encrypted text stands in a column of a row, or under a name in a column of JSON, and is bound to a context."""

    row: Model
    column: str
    context: str
    name: str | None = None

    @property
    def text(self) -> str:
        """Returns the encrypted text."""
        column = getattr(self.row, self.column)
        return str(column[self.name] if self.name else column)

    @property
    def key(self) -> str:
        """Returns the name of the key that encrypted it. Raises Tampered for what is no encrypted value."""
        return key_name_of_text(self.text)

    def reencrypt(self) -> None:
        """Replaces the text with the same under the first key. Raises UnknownKey or Tampered."""
        text = encrypt_text(decrypt_text(self.text, self.context), self.context)
        old = getattr(self.row, self.column)
        new = {**old, self.name: text} if self.name else text
        type(self.row)._default_manager.filter(pk=self.row.pk, **{self.column: old}).update(**{self.column: new})


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A wrapped key is an account's key, encrypted with a key of the install; wrapped again it stays the same key."""

    row: AccountKey

    @property
    def key(self) -> str:
        """Returns the name of the key that wraps it. Raises Tampered for what is no encrypted value."""
        return key_name(bytes(self.row.wrapped))

    def reencrypt(self) -> None:
        """Wraps it with the first key. Raises UnknownKey or Tampered."""
        old, context = bytes(self.row.wrapped), account_key_context(self.row.owner_id)
        new = encrypt(decrypt(old, *context), *context)
        AccountKey.across_accounts.filter(pk=self.row.pk, wrapped=old).update(wrapped=new)


def rotate_keys() -> dict[str, int]:
    """Encrypts every value again that another key than the first one has encrypted.

    Returns how many values each key has encrypted afterwards, by its name. Raises UnknownKey or Tampered for a value
    that cannot be decrypted; the values before it are done, and calling it once more is harmless.
    """
    for value in _encrypted_values():
        if value.key != writing_key().name:
            value.reencrypt()
    return keys_in_use()


def keys_in_use() -> dict[str, int]:
    """Returns how many values each key has encrypted, by its name. Raises Tampered for what is no encrypted value."""
    return dict(Counter(value.key for value in _encrypted_values()))


def _encrypted_values() -> Iterator[EncryptedValue]:
    yield from map(WrappedKey, AccountKey.across_accounts.iterator(BATCH_SIZE))
    for row in Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).iterator(BATCH_SIZE):
        yield from (EncryptedText(row, "data", SECOND_FACTOR_CONTEXT, name) for name in SEED_NAMES if name in row.data)
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator(BATCH_SIZE):
        if _is_encrypted(session):
            yield EncryptedText(session, "session_data", SESSION_CONTEXT)


def _is_encrypted(session: Session) -> bool:
    """Returns False for a session of an old release: it signs nobody in, and expires in its time."""
    try:
        key_name_of_text(session.session_data)
    except Tampered:
        return False
    return True
