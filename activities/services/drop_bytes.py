"""Takes bytes out of the store."""

from collections.abc import Iterable

from activities.stored_name import source_files


def drop_bytes(stored_names: Iterable[str]) -> None:
    """Removes the bytes of these stored names; one that is gone already is fine.

    Called once the rows that named them are gone for good, so that no row ever points at nothing.
    """
    store = source_files()
    for name in stored_names:
        store.delete(name)
