"""Encrypts all values again with the first key, so that an older key can be deleted.

This is safe in a running install: a value is replaced only if it has not changed since it was decrypted, and whatever
changed it has encrypted it with the first key.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from allauth.mfa.models import Authenticator
from django.db.models import Model, QuerySet
from django.utils import timezone

from accounts.encrypted_text import decrypt_text, encrypt_text, key_name_of_text
from accounts.mfa_adapter import SECOND_FACTOR_CONTEXT
from accounts.models import AccountKey, InstallSecret, OutboxEntry, Session
from accounts.scope import crossing
from accounts.secrets import Tampered, UnknownKey, decrypt, encrypt, key_name, writing_key
from accounts.services.account_key import account_key_context
from accounts.services.install_secrets import secret_context
from accounts.services.outbox import ENCRYPTION_CONTEXT
from accounts.sessions import SESSION_CONTEXT

BATCH_SIZE = 500
SEED_NAMES = ("secret", "seed")
"""`Authenticator.data` holds encrypted seeds under these names: an app's, and that of the recovery codes."""


class EncryptedValue(Protocol):
    """An encrypted value is stored in a row, under one of the install's keys."""

    @property
    def key(self) -> str: ...
    def decrypt(self) -> object: ...
    def reencrypt(self) -> None: ...


@dataclass(frozen=True, slots=True)
class EncryptedText:
    """An encrypted text is the value of a column, or of a name in a JSON column, and is bound to a context."""

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
        """Returns the name of the key that encrypted it. Raises Tampered for a value that is not encrypted."""
        return key_name_of_text(self.text)

    def decrypt(self) -> str:
        """Returns the plain text. Raises UnknownKey or Tampered."""
        return decrypt_text(self.text, self.context)

    def reencrypt(self) -> None:
        """Encrypts the text again with the first key. Raises UnknownKey or Tampered."""
        text = encrypt_text(self.decrypt(), self.context)
        old = getattr(self.row, self.column)
        new = {**old, self.name: text} if self.name else text
        type(self.row)._default_manager.filter(pk=self.row.pk, **{self.column: old}).update(**{self.column: new})


@dataclass(frozen=True, slots=True)
class EncryptedBytes:
    """Encrypted bytes are the value of a binary column of one of the rows, and are bound to a context."""

    rows: QuerySet[Any]
    row: Model
    column: str
    context: tuple[str, ...]

    @property
    def value(self) -> bytes:
        """Returns the encrypted bytes."""
        return bytes(getattr(self.row, self.column))

    @property
    def key(self) -> str:
        """Returns the name of the key that encrypted them. Raises Tampered for a value that is not encrypted."""
        return key_name(self.value)

    def decrypt(self) -> bytes:
        """Returns the plain bytes. Raises UnknownKey or Tampered."""
        return decrypt(self.value, *self.context)

    def reencrypt(self) -> None:
        """Encrypts them again with the first key. Raises UnknownKey or Tampered."""
        new = encrypt(self.decrypt(), *self.context)
        self.rows.filter(pk=self.row.pk, **{self.column: self.value}).update(**{self.column: new})


@crossing()
def rotate_keys() -> dict[str, int]:
    """Encrypts every value again that is not encrypted with the first key.

    Returns the number of values by the name of their key afterwards. Raises UnknownKey or Tampered for a value that
    cannot be decrypted; the values before it are done, and calling it again is harmless.
    """
    for value in _encrypted_values():
        if value.key != writing_key().name:
            value.reencrypt()
    return keys_in_use()


@crossing()
def keys_in_use() -> dict[str, int]:
    """Returns the number of values by the name of their key. Raises Tampered for a value that is not encrypted."""
    return dict(Counter(value.key for value in _encrypted_values()))


@crossing()
def count_unreadable() -> int:
    """Returns how many values cannot be decrypted, whatever the reason: it decrypts every one, and changes none."""
    return sum(map(_is_unreadable, _encrypted_values()))


def _is_unreadable(value: EncryptedValue) -> bool:
    try:
        value.decrypt()
    except (UnknownKey, Tampered):
        return True
    return False


def _encrypted_values() -> Iterator[EncryptedValue]:
    wrapped_keys, entries = AccountKey.across_accounts.all(), OutboxEntry.objects.all()
    secrets = InstallSecret.objects.all()
    for row in wrapped_keys.iterator(BATCH_SIZE):  # Wrapping a key again leaves the key itself as it is.
        yield EncryptedBytes(wrapped_keys, row, "wrapped", account_key_context(row.owner_id))
    for entry in entries.iterator(BATCH_SIZE):
        yield EncryptedBytes(entries, entry, "content", ENCRYPTION_CONTEXT)
    for secret in secrets:
        yield EncryptedBytes(secrets, secret, "content", secret_context(secret.name))
    for row in Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).iterator(BATCH_SIZE):
        yield from (EncryptedText(row, "data", SECOND_FACTOR_CONTEXT, name) for name in SEED_NAMES if name in row.data)
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator(BATCH_SIZE):
        if _is_encrypted(session):
            yield EncryptedText(session, "session_data", SESSION_CONTEXT)


def _is_encrypted(session: Session) -> bool:
    """Returns False for a session of an old release, which signs nobody in and will expire."""
    try:
        key_name_of_text(session.session_data)
    except Tampered:
        return False
    return True
