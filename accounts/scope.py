"""Whose data this is: the one scope that every owned read and write happens in.

`with owner_scope(account)` is opened by the middleware, the job table (to run work, and to ask for it in an account's
name) and the command line, nowhere else.
Outside of it owned models raise, so a forgotten filter is an error and never somebody else's data.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol
from uuid import UUID


class NoOwner(RuntimeError):
    """Owned data was asked for outside an owner scope."""


class ForeignOwner(RuntimeError):
    """A row of another owner, or another owner, was about to be written inside a scope."""


class OwnerDeleted(RuntimeError):
    """The account whose scope is open was deleted meanwhile: there is nothing left to do for it."""


class HasId(Protocol):
    """An account, as far as the scope needs to know it."""

    @property
    def pk(self) -> UUID: ...


_owner: ContextVar[UUID | None] = ContextVar("owner", default=None)


@contextmanager
def owner_scope(account: HasId) -> Iterator[None]:
    """Inside, owned models show and write the rows of `account` only.

    Raises ForeignOwner inside the scope of another account.
    """
    if _owner.get() not in (None, account.pk):
        raise ForeignOwner("a scope is open for another account")
    token = _owner.set(account.pk)
    try:
        yield
    finally:
        _owner.reset(token)


def current_owner_id() -> UUID:
    """The id of the account whose scope is open. Raises NoOwner when there is none."""
    owner_id = _owner.get()
    if owner_id is None:
        raise NoOwner("owned data was asked for outside an owner scope")
    return owner_id
