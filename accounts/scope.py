"""Isolates tenants: opens the owner scope, which restricts every read and write of owned data to one account.

`with owner_scope(account)` is opened by the middleware, the job table (to run jobs, and to enqueue them for an account)
and the command line, nowhere else. Outside of it owned models raise an error, so a
forgotten filter never shows another account's data.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple, Protocol
from uuid import UUID


class NoOwner(RuntimeError):
    """Owned data was used outside an owner scope."""


class ForeignOwner(RuntimeError):
    """Inside a scope, a row of another owner was written or another owner's scope was opened."""


class OwnerDeleted(RuntimeError):
    """The account whose scope is open was deleted meanwhile: nothing is left to do for it."""


class HasId(Protocol):
    """Describes the part of an account that the scope needs."""

    @property
    def pk(self) -> UUID: ...


class OwnerId(NamedTuple):
    """An owner id stands for an account whose row is not loaded."""

    pk: UUID


_owner: ContextVar[UUID | None] = ContextVar("owner", default=None)


@contextmanager
def owner_scope(account: HasId) -> Iterator[None]:
    """Isolates the owner: restricts owned models to the rows of `account` inside the block.

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
    """Returns the id of the account whose scope is open. Raises NoOwner when there is none."""
    owner_id = _owner.get()
    if owner_id is None:
        raise NoOwner("owned data was used outside an owner scope")
    return owner_id
