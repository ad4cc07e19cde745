"""Stores source files in a folder of this machine."""

from collections.abc import Container, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage

from activities.storage.file_storage import FileStorage, wrap_method
from activities.storage.storage_errors import storage_errors


class Folder(FileStorage, FileSystemStorage):
    """A folder stores files as Django does, and deletes the incomplete file that a full disk leaves."""

    open = wrap_method(storage_errors, FileSystemStorage.open)
    delete = wrap_method(storage_errors, FileSystemStorage.delete)

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """Returns the folders and files in a folder; none when it does not exist."""
        with storage_errors(), suppress(FileNotFoundError):
            return super().listdir(path)
        return [], []

    def list_modified(self, folder: str, exclude: Container[str]) -> Iterator[tuple[str, datetime]]:
        """Yields as the base class says; leaves out a file that is deleted meanwhile."""
        for name in (f"{folder}/{filename}" for filename in self.listdir(folder)[1]):
            with storage_errors(), suppress(FileNotFoundError):
                if name not in exclude:
                    yield name, self.get_modified_time(name)

    def _save(self, name: str, content: Any) -> str:
        with storage_errors():
            try:
                return super()._save(name, content)  # type: ignore[misc]  # the stubs leave it out
            except OSError:
                Path(self.path(name)).unlink(missing_ok=True)
                raise
