"""Source files in a folder of this machine."""

from collections.abc import Container, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage

from activities.stores.file_store import FileStore, inside
from activities.stores.weather import weather


class Folder(FileStore, FileSystemStorage):
    """Django's, without what a full disk leaves of a file."""

    open = inside(weather, FileSystemStorage.open)
    delete = inside(weather, FileSystemStorage.delete)

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """Folders and files in there; none where nothing was ever stored."""
        with weather(), suppress(FileNotFoundError):
            return super().listdir(path)
        return [], []

    def dated(self, folder: str, but: Container[str]) -> Iterator[tuple[str, datetime]]:
        """Asks the disk about each of them; one that goes meanwhile is left out."""
        for name in (f"{folder}/{one}" for one in self.listdir(folder)[1]):
            with weather(), suppress(FileNotFoundError):
                if name not in but:
                    yield name, self.get_modified_time(name)

    def _save(self, name: str, content: Any) -> str:
        with weather():
            try:
                return super()._save(name, content)  # type: ignore[misc]  # the stubs leave it out
            except OSError:
                Path(self.path(name)).unlink(missing_ok=True)
                raise
