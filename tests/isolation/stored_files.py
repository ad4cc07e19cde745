"""Keeps the stored files, whose deletion a transaction cannot undo, and notes which of them were to be deleted."""

from collections.abc import Iterable

import pytest

from activities.storage.file_storage import FileStorage

_deleted_names: list[str] = []


def keep_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets the file storage delete nothing until the end of the test."""

    def note_names(storage: FileStorage, names: Iterable[str]) -> None:
        _deleted_names.extend(names)

    monkeypatch.setattr(FileStorage, "delete_files", note_names)


def take_deleted_names() -> list[str]:
    """Returns the names that were to be deleted since the last call; each begins with the id of its account."""
    names = list(_deleted_names)
    _deleted_names.clear()
    return names
