"""Tests what a person reads while the file storage does not answer, or a disk is full."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from pytest_django import Settings

from accounts.jobs.models import MAX_ATTEMPTS, Job
from accounts.models import Account
from activities.models import SourceFile, Upload
from tests.faulty_proxy import FaultyProxy
from tests.file_stores import SmallDisk, list_keys, use_bucket, use_store
from tests.files_pages.test_delete_files import stored_file_names
from tests.files_pages.test_file_page import get_original
from tests.files_pages.test_upload import post_known_files, start_upload
from tests.files_pages.uploads import file_id, get_text, gpx_ride, post_files, upload_and_read
from tests.markup import visible_text
from tests.run_jobs import retry_jobs, run_jobs

DOWN = "The file storage isn’t responding. None of these files were saved."
FULL = "There is no space left for files. None of these files were saved."


def text_of(response: Any) -> str:
    return visible_text(response.content.decode())


def is_nothing_kept() -> bool:
    return not SourceFile.across_accounts.exists() and not Job.across_accounts.exists()


def start_response(client: Client) -> Any:
    """Returns the response when the script starts an upload."""
    return client.post("/files/uploads/")


def random_bytes(size: int) -> bytes:
    """Returns bytes that cannot be compressed."""
    return random.Random(1).randbytes(size)


@pytest.mark.parametrize(
    ("status", "expected_status", "message"),
    [(500, 503, f"{DOWN} Upload them again."), (507, 507, f"{FULL} Upload them again once the operator has made")],
)
def test_a_batch_that_cannot_be_stored_is_refused(
    alice_client: Client, proxy: FaultyProxy, s3: str, bucket: str, status: int, expected_status: int, message: str
) -> None:
    proxy.fail(status, "PUT")
    response = post_files(alice_client, ("a.gpx", gpx_ride()), ("b.gpx", gpx_ride(delay_s=3)))
    assert response.status_code == expected_status
    assert message in text_of(response)
    assert is_nothing_kept()
    assert not Upload.across_accounts.exists()
    assert list_keys(s3, bucket) == set()


@pytest.mark.parametrize(("status", "expected_status", "message"), [(500, 503, DOWN), (507, 507, FULL)])
def test_the_script_gets_the_message_as_json(
    alice_client: Client, proxy: FaultyProxy, status: int, expected_status: int, message: str
) -> None:
    upload = start_upload(alice_client)
    proxy.fail(status, "PUT")
    form = {"files": SimpleUploadedFile("a.gpx", gpx_ride()), "upload": upload}
    response = alice_client.post("/files/", form, headers={"Accept": "application/json"})
    assert (response.status_code, response.json()) == (expected_status, {"problem": message})
    assert is_nothing_kept()


def test_an_upload_to_a_missing_bucket_is_refused(
    alice_client: Client, s3: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_bucket(settings, monkeypatch, s3, "missing")
    response = post_files(alice_client, ("a.gpx", gpx_ride()))
    assert (response.status_code, DOWN in text_of(response)) == (503, True)
    assert is_nothing_kept()


def test_a_download_fails_while_the_storage_does_not_answer_and_succeeds_afterwards(
    alice_client: Client, proxy: FaultyProxy
) -> None:
    upload_and_read(alice_client, ("ride.gpx", gpx_ride()))
    proxy.fail(500)
    response = alice_client.get(f"/files/{file_id('ride.gpx')}/original/")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "60"
    assert "The file storage isn’t responding. The file is safe, and nothing was changed." in text_of(response)
    proxy.recover()
    assert get_original(alice_client, "ride.gpx")[1] == gpx_ride()


def test_a_file_that_waits_for_the_storage_says_so(alice_client: Client, proxy: FaultyProxy) -> None:
    post_files(alice_client, ("ride.gpx", gpx_ride()))
    assert "Waiting to be read." in get_text(alice_client)
    proxy.fail(500)
    run_jobs()
    assert "Waiting to be read: the file storage didn’t respond." in get_text(alice_client)
    retry_jobs(MAX_ATTEMPTS)
    stopped = "Reading stopped after five attempts: the file storage didn’t respond. Files already read"
    assert stopped in get_text(alice_client)
    proxy.recover()
    assert alice_client.post("/files/resume/").status_code == 303
    run_jobs()
    assert "New workout:" in get_text(alice_client)


def test_a_file_is_deleted_although_the_storage_does_not_answer(alice_client: Client, proxy: FaultyProxy) -> None:
    upload_and_read(alice_client, ("ride.gpx", gpx_ride()))
    proxy.fail(500)
    assert alice_client.post(f"/files/{file_id('ride.gpx')}/delete/").status_code == 303
    assert "ride.gpx deleted." in get_text(alice_client)
    assert "ride.gpx" not in get_text(alice_client)


def test_an_upload_is_refused_when_the_disk_has_no_room_for_the_request(
    alice_client: Client, small_disk: SmallDisk, settings: Settings
) -> None:
    """Django writes a file that is larger than its memory limit to a disk before the view runs."""
    settings.FILE_UPLOAD_TEMP_DIR = small_disk.path
    response = post_files(alice_client, ("large.gpx", random_bytes(2_000_000)))
    assert (response.status_code, FULL in text_of(response)) == (507, True)
    assert is_nothing_kept()
    assert not list(small_disk.path.iterdir())


def test_an_upload_is_refused_when_the_disk_has_no_room_for_the_file(
    alice_client: Client, small_disk: SmallDisk, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_store(settings, monkeypatch, "folder.Folder", location=small_disk.path)
    response = post_files(alice_client, ("small.gpx", gpx_ride()), ("large.gpx", random_bytes(300_000)))
    assert (response.status_code, FULL in text_of(response)) == (507, True)
    assert is_nothing_kept()
    assert not [path for path in small_disk.path.rglob("*") if path.is_file()]


@pytest.fixture
def full_database(transactional_db: None) -> Iterator[None]:
    """Leaves SQLite no page that is not in use."""
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite can be limited to a size")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        yield
        cursor.execute("PRAGMA max_page_count = 1073741823")


def test_a_full_database_keeps_no_bytes_either(alice: Account, alice_client: Client, full_database: None) -> None:
    for number in range(100):
        response = post_files(
            alice_client, *[(f"{number}-{index}.gpx", random_bytes(99 + 20 * number + index)) for index in range(20)]
        )
        if response.status_code != 303:
            break
    assert (response.status_code, FULL in text_of(response)) == (507, True)
    assert len(stored_file_names(alice)) == SourceFile.across_accounts.count() == 20 * number


@pytest.mark.parametrize("is_known", [True, False])
def test_the_script_learns_that_the_database_is_full(alice_client: Client, full_database: None, is_known: bool) -> None:
    upload = start_upload(alice_client)
    upload_and_read(alice_client, ("first.gpx", gpx_ride()))
    for _ in range(1000):
        response = (
            post_known_files(alice_client, upload, *["again"] * 100, data=gpx_ride())
            if is_known
            else start_response(alice_client)
        )
        if response.status_code >= 300:
            break
    assert (response.status_code, response.json()) == (507, {"problem": FULL})


def test_the_import_command_reports_that_the_storage_does_not_answer(
    alice: Account, proxy: FaultyProxy, tmp_path: Path
) -> None:
    (tmp_path / "a.gpx").write_bytes(gpx_ride())
    proxy.fail(500)
    with pytest.raises(
        CommandError, match=r"The file storage isn’t responding\. Files already read are saved; 0 of the files"
    ):
        call_command("import", str(tmp_path))
