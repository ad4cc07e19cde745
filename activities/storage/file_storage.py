"""Defines the file storage: the interface of every storage of source files."""

from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from functools import wraps
from typing import ParamSpec, TypeVar

from django.core.files.storage import Storage

P = ParamSpec("P")
T = TypeVar("T")


class FileStorage(Storage):
    """A file storage is Django's storage with more guarantees.

    Every method raises StorageUnavailable or StorageFull when the bytes cannot be reached, and FileNotFoundError when
    they do not exist. A file is stored completely or not at all. No file has a public address.
    """

    def delete_files(self, names: Iterable[str]) -> None:
        """Deletes these files; one that does not exist is fine."""
        for name in names:
            self.delete(name)

    def list_modified(self, folder: str, exclude: Container[str]) -> Iterator[tuple[str, datetime]]:
        """Yields the stored name and the modification time of each file in an owner's folder that is not excluded."""
        raise NotImplementedError

    def url(self, name: str | None) -> str:
        """Raises NotImplementedError: only its owner downloads a file, and only from its page."""
        raise NotImplementedError("source files have no public address")


def wrap_method(context: Callable[[], AbstractContextManager[None]], method: Callable[P, T]) -> Callable[P, T]:
    """Returns a method that runs inside the context."""

    @wraps(method)
    def wrapped(*args: P.args, **options: P.kwargs) -> T:
        with context():
            return method(*args, **options)

    return wrapped
