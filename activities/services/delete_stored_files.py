"""Takes bytes out of the store."""

import logging
import time
from collections.abc import Iterable
from contextlib import suppress
from itertools import islice

from activities.storage.storage_errors import StorageUnavailable
from activities.stored_name import source_files

log = logging.getLogger(__name__)

PATIENCE_S = 10.0
BATCH = 500
ROUNDS = 3


def delete_stored_files(stored_names: Iterable[str], until: float | None = None) -> None:
    """Removes the bytes of these stored names; one that is gone already is fine.

    Called once the rows that named them are gone for good, so that no row ever points at nothing. Never fails: bytes
    that the store does not remove now, or not until then (of `time.monotonic`; by default ten seconds from now), are
    named by no row, and the sweep of `orphans` removes them.
    """
    names, until = iter(stored_names), until or time.monotonic() + PATIENCE_S
    with suppress(StorageUnavailable):
        while batch := list(islice(names, BATCH)):
            if time.monotonic() > until:
                log.warning("The store of files is slow. What is left there without a row is swept later.")
                return
            source_files().drop(batch)


def delete_folder(folder: str) -> None:
    """Removes everything in the folder of an account that is gone, and what came while it did so.

    Never fails; what stays is swept later.
    """
    store, until = source_files(), time.monotonic() + PATIENCE_S
    with suppress(StorageUnavailable):
        for _ in range(ROUNDS):
            names = store.listdir(folder)[1]
            if not names:
                break
            delete_stored_files([f"{folder}/{name}" for name in names], until)
        store.delete(folder)
