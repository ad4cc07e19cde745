"""Reads the archive of an export from the file storage, one part after the other."""

from collections.abc import Iterator

from activities.storage.source_files import source_file_storage
from tracekit_site.account_export.export import Export

CHUNK_SIZE = 1 << 16


def stored_names(export: Export) -> list[str]:
    """Returns the stored names of the parts of an export in order."""
    return list(export.parts.order_by("number").values_list("content", flat=True))


def read_parts(names: list[str]) -> Iterator[bytes]:
    """Yields the bytes of the parts in chunks; needs neither the database nor the owner's scope."""
    for name in names:
        with source_file_storage().open(name, "rb") as part:
            yield from part.chunks(CHUNK_SIZE)
