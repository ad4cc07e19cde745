"""Translates storage errors into two exceptions: StorageUnavailable and StorageFull."""

import errno
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError

log = logging.getLogger(__name__)

FULL_ERRNOS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
INSUFFICIENT_STORAGE = 507
POSTGRES_DISK_FULL = "53100"


class StorageUnavailable(Exception):
    """The file storage is unreachable or returns an invalid response. Nothing of the current operation was kept.

    It is neither a RuntimeError nor an OSError, which the archive parsers would report as a damaged file.
    """

    code = "store_down"


class StorageFull(StorageUnavailable):
    """The file storage has no room left."""

    code = "store_full"


@contextmanager
def storage_errors(*client_errors: type[Exception]) -> Iterator[None]:
    """Translates errors of the disk and the network that are raised inside to StorageUnavailable or StorageFull.

    FileNotFoundError passes unchanged. `client_errors` are those of a client library.
    """
    errors: tuple[type[Exception], ...] = (OSError, *client_errors)
    try:
        yield
    except FileNotFoundError:
        raise
    except errors as error:
        raise _logged(StorageFull if is_full(error) else StorageUnavailable, error) from error


@contextmanager
def full_disk() -> Iterator[None]:
    """Translates "disk full" errors that are raised inside, the database's too, to StorageFull; other errors pass."""
    try:
        yield
    except (OSError, DatabaseError) as error:
        if not is_full(error):
            raise
        raise _logged(StorageFull, error) from error


def is_full(error: BaseException) -> bool:
    """Returns whether the error says that a disk, a quota or the database's disk is full."""
    cause = error.__cause__
    return (
        getattr(error, "errno", None) in FULL_ERRNOS
        or _response_value(error, "ResponseMetadata", "HTTPStatusCode") == INSUFFICIENT_STORAGE
        or getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
        or getattr(cause, "sqlstate", None) == POSTGRES_DISK_FULL
    )


def _logged(exception: type[StorageUnavailable], error: Exception) -> StorageUnavailable:
    """Logs only the class of the error and a bucket's code for it: its text may name what was being stored."""
    description = f"{type(error).__name__} {_response_value(error, 'Error', 'Code') or ''}".strip()
    log.warning("%s: %s", exception.code, description)
    return exception(description)


def _response_value(error: BaseException, part: str, name: str) -> object:
    """Returns a value of a bucket's error response; None when the error is not a response."""
    return (getattr(error, "response", None) or {}).get(part, {}).get(name)
