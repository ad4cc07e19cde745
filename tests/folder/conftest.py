"""Provides a folder of Alice's."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from accounts.models import Account


@pytest.fixture
def folder(alice: Account, tmp_path: Path, settings: Settings) -> Path:
    """Returns an empty folder that ACTIVITIES_DIR names; Alice's is the only account."""
    settings.ACTIVITIES_DIR = tmp_path / "activities"
    settings.ACTIVITIES_DIR.mkdir()
    return Path(settings.ACTIVITIES_DIR)


@pytest.fixture
def make_unreadable(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Returns a function that takes the right to list a folder away, from root as well."""
    scandir, unreadable = os.scandir, set[str]()

    def refuse(path: str | Path) -> object:
        if str(path) in unreadable:
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr("activities.storage.activities_folder.os.scandir", refuse)
    return lambda path: unreadable.add(str(path))
