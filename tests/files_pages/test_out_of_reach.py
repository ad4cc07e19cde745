"""What a person reads while the store of files does not answer, or a disk is full."""

import random
from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.jobs.models import MAX_ATTEMPTS, Job
from activities.models import SourceFile, Upload
from tests.file_stores import list_keys, use_bucket, use_store
from tests.files_pages.sent import bring, id_of, plain, ride, send, words
from tests.files_pages.test_delete import stored_bytes
from tests.files_pages.test_one_file import original
from tests.files_pages.test_sending import claim, start
from tests.run_jobs import retry_jobs, run_jobs

DOWN = "The store of files does not answer. Nothing of this parcel was kept."
FULL = "There is no room left for files. Nothing of this parcel was kept."


def said(answer) -> str:
    return plain(answer.content.decode())


def nothing_is_kept() -> bool:
    return not SourceFile.across_accounts.exists() and not Job.across_accounts.exists()


def begin(client):
    """Asks for an upload to send to."""
    return client.post("/files/uploads/")


def noise(size: int) -> bytes:
    """Bytes that nothing packs."""
    return random.Random(1).randbytes(size)


@pytest.mark.parametrize(
    ("status", "answered", "sentence"),
    [(500, 503, f"{DOWN} Send it again."), (507, 507, f"{FULL} Send it again once whoever runs this tracekit has")],
)
def test_a_parcel_that_could_not_be_stored_is_said(alice_client, proxy, s3, bucket, status, answered, sentence):
    proxy.fail(status, "PUT")
    answer = send(alice_client, ("a.gpx", ride()), ("b.gpx", ride(later=3)))
    assert answer.status_code == answered
    assert sentence in said(answer)
    assert nothing_is_kept()
    assert not Upload.across_accounts.exists()
    assert list_keys(s3, bucket) == set()


@pytest.mark.parametrize(("status", "answered", "sentence"), [(500, 503, DOWN), (507, 507, FULL)])
def test_the_script_that_sends_is_told_the_sentence(alice_client, proxy, status, answered, sentence):
    upload = start(alice_client)
    proxy.fail(status, "PUT")
    sent = {"files": SimpleUploadedFile("a.gpx", ride()), "upload": upload}
    answer = alice_client.post("/files/", sent, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()) == (answered, {"problem": sentence})
    assert nothing_is_kept()


def test_a_bucket_that_is_not_there_is_said(alice_client, s3, settings, monkeypatch):
    use_bucket(settings, monkeypatch, s3, "missing")
    answer = send(alice_client, ("a.gpx", ride()))
    assert (answer.status_code, DOWN in said(answer)) == (503, True)
    assert nothing_is_kept()


def test_a_file_out_of_reach_is_said_and_comes_when_the_store_is_back(alice_client, proxy):
    bring(alice_client, ("ride.gpx", ride()))
    proxy.fail(500)
    answer = alice_client.get(f"/files/{id_of('ride.gpx')}/original/")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "60"
    assert "The store of files does not answer. The file is kept, and nothing was changed." in said(answer)
    proxy.recover()
    assert original(alice_client, "ride.gpx")[1] == ride()


def test_a_file_that_waits_for_the_store_says_so(alice_client, proxy):
    send(alice_client, ("ride.gpx", ride()))
    assert "Waits to be read." in words(alice_client)
    proxy.fail(500)
    run_jobs()
    assert "Waits to be read: the store of files did not answer." in words(alice_client)
    retry_jobs(MAX_ATTEMPTS)
    stopped = "Reading stopped after five tries: the store of files did not answer. What was read stays; 1 file is kept"
    assert stopped in words(alice_client)
    proxy.recover()
    assert alice_client.post("/files/resume/").status_code == 303
    run_jobs()
    assert "New workout:" in words(alice_client)


def test_a_file_is_deleted_although_the_store_does_not_answer(alice_client, proxy):
    bring(alice_client, ("ride.gpx", ride()))
    proxy.fail(500)
    assert alice_client.post(f"/files/{id_of('ride.gpx')}/delete/").status_code == 303
    assert "ride.gpx" not in words(alice_client)


def test_a_disk_without_room_for_the_request_itself_is_said(alice_client, small_disk, settings):
    """A file that is larger than what memory holds waits on a disk before anybody looks at it."""
    settings.FILE_UPLOAD_TEMP_DIR = small_disk.path
    answer = send(alice_client, ("large.gpx", noise(2_000_000)))
    assert (answer.status_code, FULL in said(answer)) == (507, True)
    assert nothing_is_kept()
    assert not list(small_disk.path.iterdir())


def test_a_disk_without_room_for_the_file_is_said(alice_client, small_disk, settings, monkeypatch):
    use_store(settings, monkeypatch, "folder.Folder", location=small_disk.path)
    answer = send(alice_client, ("small.gpx", ride()), ("large.gpx", noise(300_000)))
    assert (answer.status_code, FULL in said(answer)) == (507, True)
    assert nothing_is_kept()
    assert not [path for path in small_disk.path.rglob("*") if path.is_file()]


@pytest.fixture
def full_database(transactional_db) -> Iterator[None]:
    """SQLite has no page left that is not in use."""
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite can be given a size")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        yield
        cursor.execute("PRAGMA max_page_count = 1073741823")


def test_a_database_without_room_keeps_no_bytes_either(alice, alice_client, full_database):
    for number in range(100):
        answer = send(alice_client, *[(f"{number}-{one}.gpx", noise(99 + 20 * number + one)) for one in range(20)])
        if answer.status_code != 303:
            break
    assert (answer.status_code, FULL in said(answer)) == (507, True)
    assert len(stored_bytes(alice)) == SourceFile.across_accounts.count() == 20 * number


@pytest.mark.parametrize("known", [True, False])
def test_a_database_without_room_is_said_to_the_script(alice_client, full_database, known):
    upload = start(alice_client)
    bring(alice_client, ("first.gpx", ride()))
    for _ in range(1000):
        answer = claim(alice_client, upload, *["again"] * 100, data=ride()) if known else begin(alice_client)
        if answer.status_code >= 300:
            break
    assert (answer.status_code, answer.json()) == (507, {"problem": FULL})


def test_the_import_command_says_it_too(alice, proxy, tmp_path):
    (tmp_path / "a.gpx").write_bytes(ride())
    proxy.fail(500)
    with pytest.raises(CommandError, match=r"The store of files does not answer\. What was read stays; 0 of the files"):
        call_command("import", str(tmp_path))
