"""Where the bytes of source files lie, and under which names."""

import uuid
from typing import cast

from django.core.files.storage import storages

from accounts.owned import Owned
from activities.storage.file_store import FileStore


def source_files() -> FileStore:
    """The store of source files: the `source_files` entry of STORAGES."""
    return cast(FileStore, storages["source_files"])


def stored_name(row: Owned, shown: str) -> str:
    """A random name in the owner's folder; nothing of the shown name decides where bytes go."""
    return f"{row.owner_id}/{uuid.uuid4().hex}"
