"""Uploaded files are read, each for itself, and nothing is lost or stored twice."""

import gzip
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.jobs.models import Job
from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import Activity, SourceFile, Upload
from activities.parsers.limits import MAX_FILE_SIZE
from activities.services.delete import delete_source_files
from activities.services.receive import IncomingFile, receive_files
from activities.storage.source_files import source_file_storage
from tests.activities.factories import ride_files, upload_files, zip_files
from tests.activities.stored_files import file_states, names_in_rows, stored_names
from tests.run_jobs import run_jobs

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("file_store")]


def test_each_format_is_read(as_alice: Account) -> None:
    upload_files(ride_files(3))
    run_jobs()
    assert set(file_states().values()) == {"read"}
    assert set(SourceFile.objects.values_list("kind", flat=True)) == {"fit", "gpx", "tcx"}
    assert Activity.objects.count() == 3
    assert not Job.objects.exists()


def test_bytes_are_stored_under_a_random_name_in_the_owners_folder(as_alice: Account) -> None:
    (file,) = upload_files({"../../etc/passwd.fit": ride_files(1)["ride-000.fit"]})
    assert file.name == "passwd.fit"
    stored_name = str(file.content.name)
    assert stored_name.startswith(f"{as_alice.pk}/")
    assert "passwd" not in stored_name
    assert stored_names(as_alice) == names_in_rows()


def test_a_refused_file_has_a_reason_and_none_of_its_bytes_are_stored(as_alice: Account) -> None:
    upload_files({"notes.fit": b"just some text"})
    run_jobs()
    file = SourceFile.objects.get()
    assert (file.state, file.reason, file.sha256) == ("refused", "unknown", None)
    assert stored_names(as_alice) == set()


def test_a_file_uploaded_twice_is_a_copy_and_is_stored_once(as_alice: Account) -> None:
    (data,) = ride_files(1).values()
    (first,) = upload_files({"a.fit": data})
    run_jobs()
    (second,) = upload_files({"b.fit": data})
    assert (second.state, second.copy_of) == ("copy", first)
    assert Activity.objects.count() == 1
    assert stored_names(as_alice) == names_in_rows()


def test_a_file_twice_in_one_batch_is_stored_once(as_alice: Account) -> None:
    (data,) = ride_files(1).values()
    upload_files({"a.fit": data, "b.fit": data})
    run_jobs()
    assert file_states() == {"a.fit": "read", "b.fit": "copy"}
    assert stored_names(as_alice) == names_in_rows()


def test_a_gz_is_stored_unpacked_and_its_plain_file_is_a_copy(as_alice: Account) -> None:
    (data,) = ride_files(1).values()
    upload_files({"a.fit.gz": gzip.compress(data)})
    run_jobs()
    file = SourceFile.objects.get()
    with file.content.open() as content:
        assert content.read() == data
    assert file.size == len(data)
    upload_files({"b.fit": data, "c.fit.gz": gzip.compress(data, mtime=5)})
    run_jobs()
    assert file_states() == {"a.fit.gz": "read", "b.fit": "copy", "c.fit.gz": "copy"}
    assert stored_names(as_alice) == names_in_rows()


def test_a_zip_is_replaced_by_its_entries(as_alice: Account) -> None:
    entries = ride_files(4) | {"readme.txt": b"hello", "inner.zip": zip_files(ride_files(1))}
    upload_files({"all.zip": zip_files({f"folder/{name}": data for name, data in entries.items()})})
    run_jobs()
    expected = dict.fromkeys(ride_files(4), "read") | {"readme.txt": "refused", "inner.zip": "refused"}
    assert file_states() == expected
    assert SourceFile.objects.get(name="inner.zip").reason == "zip_nested"
    assert stored_names(as_alice) == names_in_rows()


@pytest.mark.parametrize("max_step_s", [2.0, 0.0])
def test_a_zip_with_pictures_stays_as_a_row_that_counts_them(
    as_alice: Account, monkeypatch: pytest.MonkeyPatch, max_step_s: float
) -> None:
    monkeypatch.setattr("activities.services.read_files.MAX_STEP_S", max_step_s)
    pictures = {f"media/{number}.jpg": b"" for number in range(30)}
    rides = ride_files(3)
    first, *others = rides.items()
    upload_files({"all.zip": zip_files({"list.csv": b"", **dict([first]), **pictures, **dict(others)})})
    run_jobs()
    assert file_states() == dict.fromkeys(rides, "read") | {"all.zip": "refused"}
    row = SourceFile.objects.get(name="all.zip")
    assert (row.reason, row.reason_values) == ("zip_left_out", {"count": 31})
    assert stored_names(as_alice) == names_in_rows()


def test_a_damaged_archive_is_refused_and_its_bytes_are_deleted(as_alice: Account) -> None:
    upload_files({"bad.zip": b"PK\x03\x04" + bytes(100)})
    run_jobs()
    assert SourceFile.objects.get().reason == "zip_bad"
    assert stored_names(as_alice) == set()


def test_unpacking_goes_on_where_it_was_stopped(as_alice: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("activities.services.read_files.MAX_STEP_S", 0.0)
    upload_files({"all.zip": zip_files(ride_files(5))})
    assert run_jobs() >= 10
    assert file_states() == dict.fromkeys(ride_files(5), "read")


def test_a_file_that_is_too_large_is_refused_before_it_is_stored(as_alice: Account) -> None:
    class Large(io.BytesIO):
        def seek(self, offset: int, whence: int = 0) -> int:
            return MAX_FILE_SIZE + 1 if whence == 2 else super().seek(offset, whence)

    (file,) = receive_files(Upload.objects.create(), [IncomingFile("big.gpx", Large(b"<gpx/>"))])
    assert (file.state, file.reason, file.reason_values) == ("refused", "too_big", {"mb": 64})
    assert stored_names(as_alice) == set()


def test_two_accounts_keep_the_same_file_each_for_itself(alice: Account, mallory: Account) -> None:
    for account in (alice, mallory):
        with owner_scope(account):
            upload_files(ride_files(1))
    run_jobs()
    for account in (alice, mallory):
        with owner_scope(account):
            assert file_states() == {"ride-000.fit": "read"}


def test_a_file_deleted_while_it_waits_is_not_read(as_alice: Account) -> None:
    delete_source_files(upload_files(ride_files(1)))
    run_jobs()
    assert not SourceFile.objects.exists()
    assert not Activity.objects.exists()
    assert stored_names(as_alice) == set()


def test_a_file_whose_bytes_are_lost_is_refused_as_lost(as_alice: Account) -> None:
    (file,) = upload_files(ride_files(1))
    source_file_storage().delete(str(file.content.name))
    run_jobs()
    assert SourceFile.objects.get().reason == "lost"


def test_a_file_that_stops_every_worker_is_given_up_and_the_rest_is_read(as_alice: Account) -> None:
    upload_files(ride_files(3))
    Job.objects.update(attempts=4)
    run_jobs()
    assert sorted(file_states().values()) == ["read", "read", "refused"]
    assert SourceFile.objects.get(state="refused").reason == "too_much_work"


def test_a_lease_that_was_lost_undoes_the_file_under_way(as_alice: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    upload_files(ride_files(1))

    def expire(*args: object, **kwargs: object) -> None:
        Job.across_accounts.update(lease_token=None, lease_until=timezone.now() + timedelta(minutes=1))

    monkeypatch.setattr("activities.services.finish_files.store_file_activities", expire)
    run_jobs()
    assert file_states() == {"ride-000.fit": "waiting"}
    assert not Activity.objects.exists()


def test_no_file_is_refused_when_the_parser_process_cannot_start(
    as_alice: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("activities.parsers.process.ParserProcess.command", ("/no/such/program",))
    upload_files(ride_files(2))
    for _ in range(5):
        Job.objects.update(not_before=timezone.now() - timedelta(seconds=1))
        run_jobs()
    assert set(file_states().values()) == {"waiting"}
    assert Job.objects.get().state == "stopped"


def test_copies_of_a_refused_file_are_refused_with_it(as_alice: Account) -> None:
    upload_files({"a.txt": b"dear diary", "b.txt": b"dear diary"})
    run_jobs()
    assert file_states() == {"a.txt": "refused", "b.txt": "refused"}
    assert set(SourceFile.objects.values_list("reason", "copy_of")) == {("unknown", None)}
