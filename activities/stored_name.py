"""Where the bytes of source files lie, and under which names."""

import uuid

from django.core.files.storage import Storage, storages

from accounts.owned import Owned


def source_files() -> Storage:
    """The store of source files: the `source_files` entry of STORAGES."""
    return storages["source_files"]


def stored_name(row: Owned, shown: str) -> str:
    """A random name in the owner's folder; nothing of the shown name decides where bytes go."""
    return f"{row.owner_id}/{uuid.uuid4().hex}"
