"""Says where the bytes of source files are stored, and under which names."""

import uuid
from typing import cast

from django.core.files.storage import storages

from accounts.owned import Owned
from activities.storage.file_store import FileStore


def source_file_storage() -> FileStore:
    """Returns the storage of source files: the `source_files` entry of STORAGES."""
    return cast(FileStore, storages["source_files"])


def new_stored_name(row: Owned, filename: str) -> str:
    """Returns a random name in the owner's folder; nothing of the file's own name decides where its bytes go."""
    return f"{row.owner_id}/{uuid.uuid4().hex}"
