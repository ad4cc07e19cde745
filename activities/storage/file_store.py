"""What a store of source files promises, whatever lies below it."""

from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from functools import wraps
from typing import ParamSpec, TypeVar

from django.core.files.storage import Storage

P = ParamSpec("P")
T = TypeVar("T")


class FileStore(Storage):
    """Django's storage, with a few more promises.

    Every method raises StoreDown or StoreFull where the bytes are out of reach, and FileNotFoundError where they are
    gone. What cannot be stored whole is not stored. No file has a public address.
    """

    def drop(self, names: Iterable[str]) -> None:
        """Removes these; one that is gone already is fine."""
        for name in names:
            self.delete(name)

    def dated(self, folder: str, but: Container[str]) -> Iterator[tuple[str, datetime]]:
        """What lies in an owner's folder besides those: each stored name, and when it was stored."""
        raise NotImplementedError

    def url(self, name: str | None) -> str:
        """Refused: a file leaves by the page of its owner, and by no other way."""
        raise NotImplementedError("source files have no public address")


def inside(weather: Callable[[], AbstractContextManager[None]], method: Callable[P, T]) -> Callable[P, T]:
    """A storage's method, done in that weather."""

    @wraps(method)
    def done(*args: P.args, **options: P.kwargs) -> T:
        with weather():
            return method(*args, **options)

    return done
