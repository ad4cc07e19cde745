"""Deletes the stored bytes of files from the file storage, which neither Django nor a `post_delete` signal does."""

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
    """Deletes the stored bytes of files by their stored names; ignores names that do not exist.

    It is called after the commit that deleted their rows, so that no row points to missing bytes. It never fails: what
    the file storage does not delete before the deadline (of `time.monotonic`; by default in ten seconds) is deleted
    later by `delete_orphans`.
    """
    names, deadline = iter(stored_names), deadline or time.monotonic() + TIME_LIMIT_S
    with suppress(StorageUnavailable):
        while batch := list(islice(names, BATCH_SIZE)):
            if time.monotonic() > deadline:
                log.warning("The file storage is slow. What is left there without a row is swept later.")
                return
            source_file_storage().delete_files(batch)


def delete_folder(folder: str) -> None:
    """Deletes the stored bytes of all files of a deleted account, and files that arrive meanwhile.

    It never fails; `delete_orphans` deletes the rest later.
    """
    storage, deadline = source_file_storage(), time.monotonic() + TIME_LIMIT_S
    with suppress(StorageUnavailable):
        for _ in range(MAX_ROUNDS):
            names = storage.listdir(folder)[1]
            if not names:
                break
            delete_stored_files([f"{folder}/{name}" for name in names], deadline)
        storage.delete(folder)
