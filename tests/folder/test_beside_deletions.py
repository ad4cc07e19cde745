"""What lies in the athlete's folder stays right while files of it, or the same bytes, are being deleted."""

from pathlib import Path

import pytest
from django.test import Client

from accounts.jobs.models import Job
from accounts.jobs.services.run import next_job_id, run_job
from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import SourceFile, Upload
from activities.services import take_in_folder_files
from activities.services.delete import DELETE_UPLOAD_JOB, delete_upload, resume_deletions
from activities.services.scan_folder import schedule_folder_scan
from tests.files_pages.uploads import get_text, gpx_ride, morning_of, upload_and_read
from tests.folder.own_folder import sweep, take_picture, write_file
from tests.run_jobs import run_jobs

pytestmark = pytest.mark.postgres

ONE_READ, ONE_DELETED = "1 file read where they are", "1 file in your folder is not read, because you deleted it here."


def delete_first_upload(account: Account) -> None:
    """Deletes the upload, as the click on its page does; its job stops before it has deleted anything."""
    with owner_scope(account):
        delete_upload(Upload.objects.get())
        Job.objects.filter(kind=DELETE_UPLOAD_JOB).update(state=Job.State.STOPPED)


def finish_deletion() -> None:
    """Goes on with the deletion to its end."""
    resume_deletions()
    run_jobs()


def test_a_file_that_appears_while_older_ones_are_being_deleted_is_read(
    folder: Path, alice: Account, alice_client: Client
) -> None:
    write_file(folder / "a.gpx", gpx_ride())
    sweep()
    write_file(folder / "b.gpx", gpx_ride(morning_of(1)))
    before = take_picture(folder)
    delete_first_upload(alice)
    assert ONE_READ not in get_text(alice_client)
    sweep(times=2)
    finish_deletion()
    assert [file.name for file in SourceFile.across_accounts.all()] == ["b.gpx"]
    assert take_picture(folder) == before
    page = get_text(alice_client)
    assert ONE_DELETED in page
    assert ONE_READ in page


def test_bytes_whose_upload_is_being_deleted_are_read_from_the_folder(
    folder: Path, alice: Account, alice_client: Client
) -> None:
    upload_and_read(alice_client, ("a.gpx", gpx_ride()))
    delete_first_upload(alice)
    write_file(folder / "b.gpx", gpx_ride())
    sweep(times=2)
    finish_deletion()
    assert [(file.name, file.state) for file in SourceFile.across_accounts.all()] == [("b.gpx", "read")]
    assert ONE_DELETED not in get_text(alice_client)


def test_files_of_the_same_scan_survive_when_those_before_them_are_deleted(
    folder: Path, alice: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(take_in_folder_files, "MAX_STEP_FILES", 1)
    write_file(folder / "a.gpx", gpx_ride())
    write_file(folder / "b.gpx", gpx_ride(morning_of(1)))
    schedule_folder_scan()
    while not Upload.across_accounts.exists():
        run_job(next_job_id())  # type: ignore[arg-type]
    delete_first_upload(alice)
    run_jobs()
    finish_deletion()
    (file,) = SourceFile.across_accounts.all()
    assert file.state == "read"
