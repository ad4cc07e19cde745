"""A full quota refuses uploads, whole and with the way out, and stops nothing else."""

import gzip
import json
import random
import threading
from typing import Any, BinaryIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import Account
from accounts.scope import owner_scope
from accounts.services.quota import QuotaFull
from activities.models import Activity, SourceFile, Upload
from activities.parsers.archive import Archive
from activities.services import receive, unpack_archive
from activities.services.large_files import MAX_PART_ACTIVITIES
from activities.storage.source_files import source_file_storage
from bench.crafted_files import START, tcx_of_starts
from tests.activities.factories import upload_files, zip_files
from tests.activities.stored_files import stored_names
from tests.files_pages.uploads import gpx_ride, morning_of, post_files
from tests.markup import visible_text
from tests.matching.connections import build_record, store_records
from tests.quotas.limits import set_quota, stored_usage
from tests.run_jobs import retry_jobs, run_jobs

pytestmark = [pytest.mark.postgres, pytest.mark.django_db, pytest.mark.usefixtures("hosted")]

FULL = 507
FREE_ROOM = "Delete files that you no longer need, or ask the operator for more room."


def rides(count: int, first: int = 0) -> list[tuple[str, bytes]]:
    """Returns names and contents of so many small files, all of the same size."""
    return [(f"ride-{first + number}.gpx", gpx_ride(morning_of(first + number))) for number in range(count)]


def post_known(client: Client, upload: str, *hashes: str) -> Any:
    """Names files by their hashes, as the script does."""
    files = [{"name": f"{number}.gpx", "sha256": sha256} for number, sha256 in enumerate(hashes)]
    body = json.dumps({"upload": upload, "files": files})
    return client.post("/files/known/", body, content_type="application/json")


def sizes_of(files: list[tuple[str, bytes]]) -> int:
    return sum(len(content) for _, content in files)


@pytest.mark.parametrize("limit", ["stored_bytes", "files", "rows"])
def test_an_upload_may_fill_a_limit_and_not_pass_it(
    settings: Settings, alice: Account, alice_client: Client, limit: str
) -> None:
    files = rides(3)
    most = {"stored_bytes": sizes_of(files), "files": 3, "rows": 3 + 1}[limit]
    set_quota(settings, **{limit: most})
    assert post_files(alice_client, *files).status_code == 303
    before = stored_usage(alice)
    response = post_files(alice_client, *rides(1, first=3))
    assert response.status_code == FULL
    text = visible_text(response.content.decode())
    assert "There is no room for these files. Your account holds" in text
    assert f"None of these files were saved. {FREE_ROOM}" in text
    assert stored_usage(alice) == before
    assert len(stored_names(alice)) == 3


def test_files_that_do_not_fit_together_are_all_refused(
    settings: Settings, alice: Account, alice_client: Client
) -> None:
    set_quota(settings, files=2)
    assert post_files(alice_client, *rides(3)).status_code == FULL
    assert stored_usage(alice) == (0, 0, 0)
    assert stored_names(alice) == set()


def test_nothing_is_stored_for_files_without_room(
    settings: Settings, alice_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_quota(settings, stored_bytes=100)
    monkeypatch.setattr(type(source_file_storage()), "_save", lambda *_: pytest.fail("bytes were stored"))
    assert post_files(alice_client, *rides(1)).status_code == FULL


def test_bytes_that_are_here_already_need_no_room(settings: Settings, alice: Account, alice_client: Client) -> None:
    files = rides(2)
    set_quota(settings, stored_bytes=sizes_of(files))
    post_files(alice_client, *files)
    assert post_files(alice_client, *files).status_code == 303
    assert stored_usage(alice)[:2] == (sizes_of(files), 4)


def test_the_script_is_told_in_json(settings: Settings, alice_client: Client) -> None:
    set_quota(settings, files=0)
    upload = alice_client.post("/files/uploads/").json()["upload"]
    response = alice_client.post(
        "/files/", {"files": [_named(*rides(1)[0])], "upload": upload}, headers={"accept": "application/json"}
    )
    assert response.status_code == FULL
    assert response.json() == {
        "problem": "There is no room for these files. Your account holds 0 of at most 0 files. "
        "None of these files were saved.",
        "advice": FREE_ROOM,
    }


def test_known_files_and_uploads_are_rows_too(settings: Settings, alice: Account, alice_client: Client) -> None:
    post_files(alice_client, *rides(1))
    sha256 = str(SourceFile.across_accounts.get().sha256)
    upload = alice_client.post("/files/uploads/").json()["upload"]
    set_quota(settings, rows=5)
    assert post_known(alice_client, upload, sha256, sha256).status_code == 200
    assert post_known(alice_client, upload, sha256).status_code == FULL
    assert alice_client.post("/files/uploads/").status_code == FULL
    set_quota(settings, files=3)
    assert post_known(alice_client, upload, sha256).status_code == FULL
    assert post_known(alice_client, upload, "0" * 64).json() == {"known": []}
    assert stored_usage(alice)[1:] == (3, 5)


def test_a_small_archive_keeps_nothing_beyond_the_quota(
    settings: Settings, alice: Account, alice_client: Client
) -> None:
    size = 2_400_000
    zeros = {f"{number}.gpx": random.randbytes(20_000).ljust(size, b"\0") for number in range(10)}
    archive = zip_files(zeros)
    assert 100 * len(archive) < sum(map(len, zeros.values()))
    most = len(archive) + 3 * size
    set_quota(settings, stored_bytes=most)
    most_stored, save = [], SourceFile.save

    def noting_save(file: SourceFile, *args: Any, **options: Any) -> None:
        save(file, *args, **options)
        most_stored.append(stored_usage(alice)[0])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SourceFile, "save", noting_save)
        post_files(alice_client, ("zeros.zip", archive))
        run_jobs()
    assert max(most_stored) <= most
    refused = SourceFile.across_accounts.get(name="zeros.zip")
    assert (refused.reason, refused.reason_values, refused.content.name) == ("zip_quota", {"count": 7}, "")
    assert stored_names(alice) == set()
    text = visible_text(alice_client.get("/files/").content.decode())
    assert "holds more than your account has room for" in text


def test_an_archive_stops_at_the_limit_of_files_and_unpacks_no_more(
    settings: Settings, alice_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_entries, read_entry = [], Archive.read_entry

    def note_entry(archive: Archive, number: int) -> tuple[str, bytes]:
        read_entries.append(number)
        return read_entry(archive, number)

    monkeypatch.setattr(Archive, "read_entry", note_entry)
    set_quota(settings, files=4)
    post_files(alice_client, ("rides.zip", zip_files(dict(rides(8)))))
    run_jobs()
    assert read_entries == [0, 1, 2, 3]
    states = sorted(SourceFile.across_accounts.values_list("name", "state"))
    assert states == [
        *((f"ride-{number}.gpx", "read") for number in range(3)),
        ("rides.zip", "refused"),
    ]


def test_an_upload_while_an_archive_is_unpacked_does_not_pass_the_quota_with_it(
    settings: Settings, alice: Account, alice_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def upload_meanwhile(row: SourceFile, content: BinaryIO) -> None:
        receive.store_content(row, content)
        upload_files(dict(rides(1, first=9)))

    set_quota(settings, files=2)
    post_files(alice_client, ("rides.zip", zip_files(dict(rides(1)))))
    monkeypatch.setattr(unpack_archive, "store_content", upload_meanwhile)
    run_jobs()
    assert set(SourceFile.across_accounts.values_list("name", "reason")) == {
        ("rides.zip", "zip_quota"),
        ("ride-9.gpx", None),
    }
    assert len(stored_names(alice)) == 1


def test_no_bytes_are_stored_of_the_first_file_of_an_archive_without_room(
    settings: Settings, alice_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_quota(settings, files=1)
    post_files(alice_client, ("rides.zip", zip_files(dict(rides(1)))))
    monkeypatch.setattr(type(source_file_storage()), "_save", lambda *_: pytest.fail("bytes were stored"))
    run_jobs()
    assert SourceFile.across_accounts.get().reason == "zip_quota"


def test_an_archive_of_files_that_are_here_needs_no_room_for_bytes(
    settings: Settings, alice: Account, alice_client: Client
) -> None:
    files = rides(5)
    post_files(alice_client, *files)
    archive = zip_files(dict(files))
    set_quota(settings, stored_bytes=sizes_of(files) + len(archive))
    post_files(alice_client, ("rides.zip", archive))
    run_jobs()
    assert set(SourceFile.across_accounts.values_list("state", flat=True)) == {"read", "copy"}


def test_a_packed_file_that_unpacks_beyond_the_quota_is_refused(
    settings: Settings, alice: Account, alice_client: Client
) -> None:
    ((name, content),) = rides(1)
    packed = gzip.compress(content)
    set_quota(settings, stored_bytes=len(content) - 1)
    assert post_files(alice_client, (f"{name}.gz", packed)).status_code == 303
    run_jobs()
    file = SourceFile.across_accounts.get()
    assert (file.state, file.reason) == ("refused", "quota")
    assert stored_usage(alice)[0] == 0
    assert stored_names(alice) == set()


def test_a_file_whose_activities_are_beyond_the_quota_is_refused(
    settings: Settings, alice: Account, alice_client: Client
) -> None:
    set_quota(settings, rows=4)
    post_files(alice_client, *rides(2))
    assert stored_usage(alice)[2] == 3
    run_jobs()
    assert sorted(SourceFile.across_accounts.values_list("state", "reason")) == [("read", None), ("refused", "quota")]
    assert stored_usage(alice)[2] == 4


def test_a_deletion_makes_room_at_once(settings: Settings, alice_client: Client) -> None:
    set_quota(settings, files=1)
    post_files(alice_client, *rides(1))
    assert post_files(alice_client, *rides(1, first=1)).status_code == FULL
    file = SourceFile.across_accounts.get()
    assert alice_client.post(f"/files/{file.pk}/delete/").status_code == 303
    assert post_files(alice_client, *rides(1, first=1)).status_code == 303


def test_a_full_account_goes_on_with_everything_else(settings: Settings, alice: Account, alice_client: Client) -> None:
    post_files(alice_client, *rides(1))
    run_jobs()
    set_quota(settings, stored_bytes=0, files=0, rows=0)
    with owner_scope(alice):
        store_records(*(build_record(at=3600 * hour) for hour in range(3)))
        assert Activity.objects.count() == 4
    for page in ("/files/", "/settings/storage/", "/calendar/2026/"):
        assert alice_client.get(page).status_code == 200
    assert alice_client.post(f"/files/{SourceFile.across_accounts.get().pk}/delete/").status_code == 303


def test_an_operator_gives_one_account_more(settings: Settings, alice: Account, alice_client: Client) -> None:
    set_quota(settings, files=0)
    Account.objects.filter(pk=alice.pk).update(quota_files=2)
    assert post_files(alice_client, *rides(2)).status_code == 303
    assert post_files(alice_client, *rides(1, first=2)).status_code == FULL


def test_a_self_hosted_install_has_no_quotas(settings: Settings, alice_client: Client) -> None:
    settings.HOSTED = False
    set_quota(settings, stored_bytes=0, files=0, rows=0)
    assert post_files(alice_client, *rides(2)).status_code == 303
    run_jobs()
    assert set(SourceFile.across_accounts.values_list("state", flat=True)) == {"read"}
    assert "This install has no limits." in visible_text(alice_client.get("/settings/storage/").content.decode())
    assert "of at most" not in visible_text(alice_client.get("/files/").content.decode())


def test_no_file_can_be_sent_to_an_import(alice: Account, alice_client: Client) -> None:
    with owner_scope(alice):
        upload = Upload.objects.create(is_import=True)
    assert post_files(alice_client, *rides(1), upload=str(upload.pk)).status_code == 404
    assert post_known(alice_client, str(upload.pk), "0" * 64).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_uploads_at_once_do_not_pass_the_quota_together(
    settings: Settings, alice: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_quota(settings, files=3)
    barrier = threading.Barrier(4)
    write_rows = receive._write_rows

    def write_together(*args: Any) -> Any:
        barrier.wait(timeout=60)
        return write_rows(*args)

    monkeypatch.setattr(receive, "_write_rows", write_together)
    answers: list[str] = []

    def upload(number: int) -> None:
        try:
            with owner_scope(alice):
                upload_files(dict(rides(2, first=2 * number)))
            answers.append("taken")
        except QuotaFull as full:
            answers.append(full.limit)
        finally:
            connection.close()

    threads = [threading.Thread(target=upload, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["files", "files", "files", "taken"]
    assert stored_usage(alice)[1] == 2
    assert len(stored_names(alice)) == 2


def _named(name: str, content: bytes) -> Any:
    return SimpleUploadedFile(name, content)


def test_no_part_of_a_large_file_beyond_the_quota_is_stored(
    settings: Settings, alice: Account, alice_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = 2 * MAX_PART_ACTIVITIES + 5
    set_quota(settings, rows=2 + count - 1)
    monkeypatch.setattr("activities.services.large_files.store_file_activities", None)
    post_files(alice_client, ("many.tcx", tcx_of_starts([START] * count)))
    run_jobs()
    assert SourceFile.across_accounts.get().reason == "quota"
    assert not Activity.across_accounts.exists()


def test_a_large_file_that_fits_is_read_again_after_a_crash(
    settings: Settings, alice: Account, alice_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = 2 * MAX_PART_ACTIVITIES + 5
    set_quota(settings, rows=2 + count)
    with monkeypatch.context() as patch:
        patch.setattr("activities.services.file_group.finish_files", None)
        post_files(alice_client, ("many.tcx", tcx_of_starts([START] * count)))
        run_jobs()
    assert Activity.across_accounts.count() == 2 * MAX_PART_ACTIVITIES
    retry_jobs()
    assert SourceFile.across_accounts.get().state == "read"
    assert stored_usage(alice)[2] == 2 + count
