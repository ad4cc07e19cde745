"""Isolates tenants: opens the owner scope, which restricts every read and write of owned data to one account.

`with owner_scope(account)` is opened by the middleware, the job table (to run jobs, and to enqueue them for an account)
and the command line, nowhere else. Outside of it owned models raise an error, so a
forgotten filter never shows another account's data. What must act across accounts says so with `crossing()`.

Both are told to PostgreSQL with every statement, whose row security then shows no other row (`row_security.py`).
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


class NoCrossing(RuntimeError):
    """Rows were selected across accounts outside of a crossing."""


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
_being_deleted: ContextVar[frozenset[str]] = ContextVar("being_deleted", default=frozenset())
_is_crossing: ContextVar[bool] = ContextVar("is_crossing", default=False)

ALL_ACCOUNTS = "all"
"""Row security knows a crossing by this name."""


@contextmanager
def owner_scope(account: HasId) -> Iterator[None]:
    """Isolates the owner: restricts owned models to the rows of `account` inside the block.

    What is being deleted of it is read from the row, if that is loaded. Raises ForeignOwner inside the scope of another
    account.
    """
    if _owner.get() not in (None, account.pk):
        raise ForeignOwner("a scope is open for another account")
    with _scope(account.pk, is_crossing=False):
        token = _being_deleted.set(_words_of(account))
        try:
            yield
        finally:
            _being_deleted.reset(token)


@contextmanager
def crossing() -> Iterator[None]:
    """Lets the block act across accounts, by `across_accounts` or plain SQL; inside a scope as well.

    Whoever opens it is listed in `tests/house/test_models.py`.
    """
    with _scope(_owner.get(), is_crossing=True):
        yield


@contextmanager
def no_scope() -> Iterator[None]:
    """Closes every scope and crossing inside the block, as for the request of a stranger."""
    with _scope(None, is_crossing=False):
        yield


@contextmanager
def _scope(owner_id: UUID | None, *, is_crossing: bool) -> Iterator[None]:
    owner_token, crossing_token = _owner.set(owner_id), _is_crossing.set(is_crossing)
    try:
        yield
    finally:
        _is_crossing.reset(crossing_token)
        _owner.reset(owner_token)


def current_owner_id() -> UUID:
    """Returns the id of the account whose scope is open. Raises NoOwner when there is none."""
    owner_id = _owner.get()
    if owner_id is None:
        raise NoOwner("owned data was used outside an owner scope")
    return owner_id


def being_deleted() -> frozenset[str]:
    """Returns what is being deleted of the account whose scope is open, in the words of `Account.being_deleted`.

    It is what was known when the scope was opened, or when the account was last locked: no query. Where only the
    account's id was known, as in jobs, it is empty until then.
    """
    return _being_deleted.get()


def note_deletions(account: HasId) -> None:
    """Notes for the rest of the scope what the account's row says is being deleted."""
    _being_deleted.set(_words_of(account))


def _words_of(account: HasId) -> frozenset[str]:
    return frozenset(getattr(account, "being_deleted", "").split())


def check_crossing() -> None:
    """Raises NoCrossing unless a crossing is open."""
    if not _is_crossing.get():
        raise NoCrossing("rows were selected across accounts outside of a crossing")


def visible_owner() -> str:
    """Returns the id of the owner whose rows the database may show, `ALL_ACCOUNTS`, or "" for nobody's."""
    return ALL_ACCOUNTS if _is_crossing.get() else str(_owner.get() or "")
