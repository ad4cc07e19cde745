"""A path means a file, or the files below a folder."""

import os
from pathlib import Path

import pytest

from activities.parsers.file_paths import list_files, open_file
from activities.parsers.result import FileRefused


def test_a_folder_that_may_not_be_listed_is_yielded_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "open.gpx").touch()
    scandir = os.scandir

    def guarded(path: str) -> object:
        if os.fspath(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", guarded)
    assert list(list_files(str(tmp_path))) == [str(tmp_path / "open.gpx"), str(tmp_path / "closed")]
    with pytest.raises(FileRefused, match="folder"):
        open_file(str(tmp_path / "closed"))


def test_a_link_to_a_folder_is_entered_only_when_it_is_the_path(tmp_path: Path) -> None:
    (tmp_path / "a.gpx").touch()
    (tmp_path / "round").symlink_to(tmp_path)
    assert list(list_files(str(tmp_path))) == [str(tmp_path / "a.gpx"), str(tmp_path / "round")]
    assert next(list_files(str(tmp_path / "round"))) == str(tmp_path / "round" / "a.gpx")
