"""Provides the file storage of source files, and the names under which it stores them."""

import uuid
from typing import cast

from django.core.files.storage import storages

from accounts.owned import Owned
from activities.storage.file_storage import FileStorage


def source_file_storage() -> FileStorage:
    """Returns the file storage: the `source_files` entry of STORAGES."""
    return cast(FileStorage, storages["source_files"])


def new_stored_name(row: Owned, filename: str) -> str:
    """Returns a random name in the owner's folder; the name of the file has no influence on it."""
    return f"{row.owner_id}/{uuid.uuid4().hex}"
