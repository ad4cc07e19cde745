"""What can go wrong with bytes that nobody is to blame for, in two words."""

import errno
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError

log = logging.getLogger(__name__)

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
INSUFFICIENT_STORAGE = 507
DISK_FULL = "53100"
"""PostgreSQL's code for it."""


class StorageUnavailable(Exception):
    """The store of files does not answer, or answers nonsense. Nothing was kept of what was under way.

    No RuntimeError and no OSError, which the readers of archives take for a damaged file.
    """

    code = "store_down"


class StorageFull(StorageUnavailable):
    """There is no room left for files."""

    code = "store_full"


@contextmanager
def storage_errors(*unanswered: type[Exception]) -> Iterator[None]:
    """Inside, what the disk and the network do comes out as StoreDown or StoreFull; an absent file stays absent.

    `unanswered` are a client library's own errors.
    """
    problems: tuple[type[Exception], ...] = (OSError, *unanswered)
    try:
        yield
    except FileNotFoundError:
        raise
    except problems as problem:
        raise _said_aloud(StorageFull if is_full(problem) else StorageUnavailable, problem) from problem


@contextmanager
def full_disk() -> Iterator[None]:
    """Inside, a disk without room comes out as StoreFull, whoever met it; every other problem stays what it is."""
    try:
        yield
    except (OSError, DatabaseError) as problem:
        if not is_full(problem):
            raise
        raise _said_aloud(StorageFull, problem) from problem


def is_full(problem: BaseException) -> bool:
    """Whether a disk, a quota or a database behind the problem has no room left."""
    cause = problem.__cause__
    return (
        getattr(problem, "errno", None) in FULL
        or _said(problem, "ResponseMetadata", "HTTPStatusCode") == INSUFFICIENT_STORAGE
        or getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
        or getattr(cause, "sqlstate", None) == DISK_FULL
    )


def _said_aloud(down: type[StorageUnavailable], problem: Exception) -> StorageUnavailable:
    """Logs the kind of problem, and a bucket's word for it; its text may name what was being stored."""
    what = f"{type(problem).__name__} {_said(problem, 'Error', 'Code') or ''}".strip()
    log.warning("%s: %s", down.code, what)
    return down(what)


def _said(problem: BaseException, part: str, name: str) -> object:
    """What a bucket answered, if the problem is an answer at all."""
    return (getattr(problem, "response", None) or {}).get(part, {}).get(name)
