"""Sealing everything again with the key that writes, so that an older one can be thrown away.

Safe while everything runs: each value is replaced only if it still is what was opened, and a value that changes
meanwhile was sealed by whoever changed it.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from allauth.mfa.models import Authenticator
from django.db.models import Model
from django.utils import timezone

from accounts import mfa, sessions
from accounts.encrypted_text import decrypt_text, encrypt_text, key_name_of_text
from accounts.models import AccountKey, Session
from accounts.secrets import Tampered, decrypt, encrypt, install_keys, key_name
from accounts.services.account_key import account_key_context

SLICE = 500
SEEDS = ("secret", "seed")
"""Under which names `Authenticator.data` holds what is sealed: an app's, and the recovery codes'."""


class Value(Protocol):
    """Something that one of the install's keys has sealed."""

    @property
    def key(self) -> str: ...
    def seal_again(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed text: its row and column, what it is bound to, and in a column of JSON the name it has there."""

    row: Model
    column: str
    where: str
    name: str | None = None

    @property
    def text(self) -> str:
        """The sealed text itself."""
        column = getattr(self.row, self.column)
        return str(column[self.name] if self.name else column)

    @property
    def key(self) -> str:
        """The name of the key that sealed it. Raises Tampered for what was never sealed."""
        return key_name_of_text(self.text)

    def seal_again(self) -> None:
        """Puts the same there under the writing key. Raises UnknownKey or Tampered."""
        fresh = encrypt_text(decrypt_text(self.text, self.where), self.where)
        old = getattr(self.row, self.column)
        new = {**old, self.name: fresh} if self.name else fresh
        type(self.row)._default_manager.filter(pk=self.row.pk, **{self.column: old}).update(**{self.column: new})


@dataclass(frozen=True, slots=True)
class Wrapped:
    """An account's key: wrapped again, it opens what it always opened."""

    row: AccountKey

    @property
    def key(self) -> str:
        """The name of the key that wraps it. Raises Tampered for what was never sealed."""
        return key_name(bytes(self.row.wrapped))

    def seal_again(self) -> None:
        """Wraps it with the writing key. Raises UnknownKey or Tampered."""
        old, where = bytes(self.row.wrapped), account_key_context(self.row.owner_id)
        fresh = encrypt(decrypt(old, *where), *where)
        AccountKey.across_accounts.filter(pk=self.row.pk, wrapped=old).update(wrapped=fresh)


def rotate_keys() -> dict[str, int]:
    """Seals every value again that another key than the writing one has sealed.

    Returns how many values stand under each key's name afterwards. Raises UnknownKey or Tampered for a value that does
    not open; what came before it is done, and doing it once more is harmless.
    """
    writing = next(iter(install_keys()))
    for value in _values():
        if value.key != writing:
            value.seal_again()
    return keys_in_use()


def keys_in_use() -> dict[str, int]:
    """How many values stand under each key's name. Raises Tampered for one that was never sealed."""
    return dict(Counter(value.key for value in _values()))


def _values() -> Iterator[Value]:
    yield from map(Wrapped, AccountKey.across_accounts.iterator(SLICE))
    for row in Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN).iterator(SLICE):
        yield from (Sealed(row, "data", mfa.WHERE, name) for name in SEEDS if name in row.data)
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator(SLICE):
        if _was_sealed(session):
            yield Sealed(session, "session_data", sessions.WHERE)


def _was_sealed(session: Session) -> bool:
    """A session that never was lets nobody in, and goes when its time is over."""
    try:
        key_name_of_text(session.session_data)
    except Tampered:
        return False
    return True
