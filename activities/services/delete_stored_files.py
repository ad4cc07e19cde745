"""Deletes the bytes of files from the storage."""

import logging
import time
from collections.abc import Iterable
from contextlib import suppress
from itertools import islice

from activities.storage.source_files import source_file_storage
from activities.storage.storage_errors import StorageUnavailable

log = logging.getLogger(__name__)

TIME_LIMIT_S = 10.0
BATCH_SIZE = 500
MAX_ROUNDS = 3


def delete_stored_files(stored_names: Iterable[str], deadline: float | None = None) -> None:
    """Deletes the bytes of these stored names; one that does not exist is fine.

    Called once the rows that named them are deleted for good, so that no row ever points at nothing. Never fails: bytes
    that the storage does not delete now, or not until the deadline (of `time.monotonic`; by default in ten seconds),
    are named by no row, and `delete_orphans` sweeps them.
    """
    names, deadline = iter(stored_names), deadline or time.monotonic() + TIME_LIMIT_S
    with suppress(StorageUnavailable):
        while batch := list(islice(names, BATCH_SIZE)):
            if time.monotonic() > deadline:
                log.warning("The store of files is slow. What is left there without a row is swept later.")
                return
            source_file_storage().delete_files(batch)


def delete_folder(folder: str) -> None:
    """Deletes everything in the folder of a deleted account, and what arrives meanwhile.

    Never fails; what stays is swept later.
    """
    storage, deadline = source_file_storage(), time.monotonic() + TIME_LIMIT_S
    with suppress(StorageUnavailable):
        for _ in range(MAX_ROUNDS):
            names = storage.listdir(folder)[1]
            if not names:
                break
            delete_stored_files([f"{folder}/{name}" for name in names], deadline)
        storage.delete(folder)
