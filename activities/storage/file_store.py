"""Defines what every storage of source files promises."""

from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from functools import wraps
from typing import ParamSpec, TypeVar

from django.core.files.storage import Storage

P = ParamSpec("P")
T = TypeVar("T")


class FileStore(Storage):
    """A file store is Django's storage with a few more promises.

    Every method raises StorageUnavailable or StorageFull where the bytes cannot be reached, and FileNotFoundError where
    they do not exist. What cannot be stored whole is not stored. No file has a public address.
    """

    def delete_files(self, names: Iterable[str]) -> None:
        """Deletes these files; one that does not exist is fine."""
        for name in names:
            self.delete(name)

    def list_modified(self, folder: str, exclude: Container[str]) -> Iterator[tuple[str, datetime]]:
        """Yields the stored name of each other file in an owner's folder, and when it was modified."""
        raise NotImplementedError

    def url(self, name: str | None) -> str:
        """Raises NotImplementedError: a file is downloaded from the page of its owner, and in no other way."""
        raise NotImplementedError("source files have no public address")


def wrap_method(context: Callable[[], AbstractContextManager[None]], method: Callable[P, T]) -> Callable[P, T]:
    """Returns a method that runs inside the context."""

    @wraps(method)
    def wrapped(*args: P.args, **options: P.kwargs) -> T:
        with context():
            return method(*args, **options)

    return wrapped
