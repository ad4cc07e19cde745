"""Source files in a folder of this machine."""

from collections.abc import Container, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage

from activities.storage.file_store import FileStore, inside
from activities.storage.storage_errors import storage_errors


class Folder(FileStore, FileSystemStorage):
    """Django's, without what a full disk leaves of a file."""

    open = inside(storage_errors, FileSystemStorage.open)
    delete = inside(storage_errors, FileSystemStorage.delete)

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """Folders and files in there; none where nothing was ever stored."""
        with storage_errors(), suppress(FileNotFoundError):
            return super().listdir(path)
        return [], []

    def dated(self, folder: str, but: Container[str]) -> Iterator[tuple[str, datetime]]:
        """Asks the disk about each of them; one that goes meanwhile is left out."""
        for name in (f"{folder}/{one}" for one in self.listdir(folder)[1]):
            with storage_errors(), suppress(FileNotFoundError):
                if name not in but:
                    yield name, self.get_modified_time(name)

    def _save(self, name: str, content: Any) -> str:
        with storage_errors():
            try:
                return super()._save(name, content)  # type: ignore[misc]  # the stubs leave it out
            except OSError:
                Path(self.path(name)).unlink(missing_ok=True)
                raise
