"""Tests the command `import PATHS…`."""

import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.jobs.models import Job
from accounts.models import Account
from activities.models import Activity, SourceFile, Upload
from matching.services.import_files import ReadingStopped, read_upload, upload_files
from tests.activities.factories import zip_files
from tests.files_pages.uploads import gpx_ride, morning_of


def run_import(*arguments: object) -> tuple[list[str], int]:
    """Runs the command, and returns the lines that it prints and its exit status."""
    out, status = StringIO(), 0
    try:
        call_command("import", *map(str, arguments), stdout=out)
    except SystemExit as end:
        status = int(str(end.code))
    return out.getvalue().splitlines(), status


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Returns a folder with two rides, one of them in a folder inside it."""
    (tmp_path / "deeper").mkdir()
    (tmp_path / "a.gpx").write_bytes(gpx_ride(name="Three passes"))
    (tmp_path / "deeper" / "b.gpx").write_bytes(gpx_ride(delay_s=3))
    return tmp_path


def test_folders_are_searched_and_each_file_gets_a_line(alice: Account, folder: Path) -> None:
    lines, status = run_import(folder)
    assert status == 0
    assert lines[0].startswith("a.gpx: New workout: Three passes, ")
    assert lines[1] == "b.gpx: Joined Three passes, with a.gpx."
    assert Activity.across_accounts.filter(owner=alice).count() == 2


def test_files_that_are_stored_already_are_no_error(alice: Account, folder: Path) -> None:
    run_import(folder)
    lines, status = run_import(folder)
    assert status == 0
    assert lines == ["a.gpx: Already here as a.gpx. Kept once.", "b.gpx: Already here as b.gpx. Kept once."]


def test_a_refused_file_is_reported_and_the_others_are_read(alice: Account, folder: Path) -> None:
    (folder / "notes.txt").write_text("dear diary")
    lines, status = run_import(folder)
    assert status == 1
    assert any(line.startswith("notes.txt: This is not a FIT, GPX or TCX file.") for line in lines)
    assert Activity.across_accounts.count() == 2


def test_a_refused_file_within_an_archive_counts_too(alice: Account, tmp_path: Path) -> None:
    (tmp_path / "all.zip").write_bytes(zip_files({"a.gpx": gpx_ride(), "b.txt": b"nothing"}))
    lines, status = run_import(tmp_path / "all.zip")
    assert (len(lines), status) == (2, 1)


def test_a_missing_path_is_reported_and_the_others_are_read(alice: Account, folder: Path) -> None:
    lines, status = run_import(folder, folder / "gone.gpx")
    assert status == 1
    assert lines[0] == f"{folder / 'gone.gpx'}: There is no such file. Nothing was read; check the path."
    assert len(lines) == 3


def test_a_pipe_is_not_read(alice: Account, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.gpx")
    assert run_import(tmp_path)[1] == 1


def test_an_empty_folder_is_an_error(alice: Account, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"No files found. Nothing was read."):
        run_import(tmp_path)


def test_many_batches_are_read(alice: Account, tmp_path: Path) -> None:
    for number in range(25):
        (tmp_path / f"{number:02}.gpx").write_bytes(gpx_ride(morning_of(number), seconds=600))
    lines, status = run_import(tmp_path)
    assert (len(lines), status) == (25, 0)


def test_without_an_account_the_command_says_what_to_do(db: None, folder: Path) -> None:
    with pytest.raises(CommandError, match=r"There is no account yet."):
        run_import(folder)


def test_of_several_accounts_one_must_be_named(alice: Account, mallory: Account, folder: Path) -> None:
    with pytest.raises(CommandError, match="Choose one with --user EMAIL"):
        run_import(folder)
    assert run_import(folder, "--user", "mallory@example.org")[1] == 0
    assert set(SourceFile.across_accounts.values_list("owner", flat=True)) == {mallory.pk}


def test_an_unknown_address_is_an_error(alice: Account, folder: Path) -> None:
    with pytest.raises(CommandError, match=r"There is no account with the email address bob@example.org."):
        run_import(folder, "--user", "bob@example.org")


def test_reading_that_has_stopped_is_reported(alice: Account, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(upload: Upload, read: object) -> None:
        raise ReadingStopped

    monkeypatch.setattr("tracekit_site.management.commands.import.read_upload", stop)
    with pytest.raises(CommandError, match=r"Files already read are saved; 2 of the files wait for the worker."):
        run_import(folder)
    assert Job.across_accounts.exists()


def test_the_command_waits_for_a_job_that_a_worker_holds(
    as_alice: Account, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = Upload.objects.create()
    list(upload_files(upload, [str(folder / "a.gpx")], lambda count: None))
    Job.objects.update(state="running")
    monkeypatch.setattr("matching.services.import_files.time.sleep", lambda seconds: Job.objects.update(state="queued"))
    read_upload(upload, lambda count, total: None)
    assert upload.files.get().state == "read"


def test_the_command_does_not_wait_for_a_job_that_has_stopped(
    as_alice: Account, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = Upload.objects.create()
    list(upload_files(upload, [str(folder / "a.gpx")], lambda count: None))
    Job.objects.update(state="stopped")
    monkeypatch.setattr("matching.services.import_files.time.sleep", lambda seconds: pytest.fail("it waits"))
    with pytest.raises(ReadingStopped):
        read_upload(upload, lambda count, total: None)


def test_a_folder_that_is_a_link_is_reported_and_not_entered(alice: Account, folder: Path) -> None:
    (folder / "deeper" / "round").symlink_to(folder)
    lines, status = run_import(folder)
    assert (len(lines), status) == (3, 1)
    assert lines[0].endswith(
        "This folder is a link or cannot be opened. Nothing was read; name it by itself or check its permissions."
    )


def test_an_import_that_is_deleted_meanwhile_is_an_error(
    alice: Account, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("activities.services.receive.lock_account", Upload.across_accounts.all().delete)
    with pytest.raises(CommandError, match="deleted while it was read"):
        run_import(folder)
