"""`export --to FILE` writes the whole archive, readable by nobody else."""

import io
import stat
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Account
from accounts.scope import owner_scope
from activities.storage.source_files import source_file_storage
from activities.storage.storage_errors import StorageUnavailable
from tests.activities.factories import ride_files, upload_files
from tests.run_jobs import run_jobs

pytestmark = pytest.mark.postgres


@pytest.fixture
def with_files(alice: Account) -> Account:
    """Gives Alice three files that are read."""
    with owner_scope(alice):
        upload_files(ride_files(3))
        run_jobs()
    return alice


def test_the_command_writes_the_archive(with_files: Account, tmp_path: Path) -> None:
    path = tmp_path / "mine.zip"
    path.write_text("an older one")
    printed = io.StringIO()
    call_command("export", "--to", str(path), "--user", with_files.email, "--with-files", stdout=printed)
    assert printed.getvalue() == f"{path}: {path.stat().st_size:,} bytes.\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[:2] == ["README.txt", "export.json"]
        assert sum(name.startswith("files/") for name in archive.namelist()) == 3
    assert list(tmp_path.iterdir()) == [path]


def test_a_place_that_cannot_be_written_is_one_sentence(with_files: Account, tmp_path: Path) -> None:
    path = tmp_path / "missing" / "mine.zip"
    with pytest.raises(CommandError, match=r"cannot be written: No such file or directory\. Choose another place\."):
        call_command("export", "--to", str(path))


def test_a_storage_that_fails_leaves_the_older_archive(
    with_files: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise StorageUnavailable

    path = tmp_path / "mine.zip"
    path.write_text("an older one")
    monkeypatch.setattr(type(source_file_storage()), "open", fail)
    with pytest.raises(CommandError, match=r"Nothing was written\. Try again later\."):
        call_command("export", "--to", str(path), "--with-files")
    assert path.read_text() == "an older one"
    assert list(tmp_path.iterdir()) == [path]
