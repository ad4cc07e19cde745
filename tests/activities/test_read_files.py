"""Files that were uploaded are read, each for itself, and nothing is lost or kept twice."""

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
from tests.activities.factories import rides, upload, zipped
from tests.run_jobs import run_jobs

pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("file_store")]


def states() -> dict[str, str]:
    return dict(SourceFile.objects.values_list("name", "state"))


def stored(account: Account) -> set[str]:
    folder = str(account.pk)
    return {f"{folder}/{name}" for name in source_file_storage().listdir(folder)[1]}


def named() -> set[str]:
    return {name for name in SourceFile.objects.values_list("content", flat=True) if name}


def test_each_format_is_read(as_alice: Account) -> None:
    upload(rides(3))
    run_jobs()
    assert set(states().values()) == {"read"}
    assert set(SourceFile.objects.values_list("kind", flat=True)) == {"fit", "gpx", "tcx"}
    assert Activity.objects.count() == 3
    assert not Job.objects.exists()


def test_bytes_lie_under_a_random_name_in_the_owners_folder(as_alice: Account) -> None:
    (file,) = upload({"../../etc/passwd.fit": rides(1)["ride-000.fit"]})
    assert file.name == "passwd.fit"
    assert file.content.name.startswith(f"{as_alice.pk}/")
    assert "passwd" not in file.content.name
    assert stored(as_alice) == named()


def test_a_refused_file_says_why_and_nothing_of_it_is_kept(as_alice: Account) -> None:
    upload({"notes.fit": b"just some text"})
    run_jobs()
    file = SourceFile.objects.get()
    assert (file.state, file.reason, file.sha256) == ("refused", "unknown", None)
    assert stored(as_alice) == set()


def test_the_same_file_again_is_a_copy_and_is_stored_once(as_alice: Account) -> None:
    (data,) = rides(1).values()
    (first,) = upload({"a.fit": data})
    run_jobs()
    (second,) = upload({"b.fit": data})
    assert (second.state, second.copy_of) == ("copy", first)
    assert Activity.objects.count() == 1
    assert stored(as_alice) == named()


def test_the_same_file_twice_in_one_parcel_is_kept_once(as_alice: Account) -> None:
    (data,) = rides(1).values()
    upload({"a.fit": data, "b.fit": data})
    run_jobs()
    assert states() == {"a.fit": "read", "b.fit": "copy"}
    assert stored(as_alice) == named()


def test_a_gz_is_kept_unpacked_and_is_the_same_file_as_the_plain_one(as_alice: Account) -> None:
    (data,) = rides(1).values()
    upload({"a.fit.gz": gzip.compress(data)})
    run_jobs()
    file = SourceFile.objects.get()
    with file.content.open() as kept:
        assert kept.read() == data
    assert file.size == len(data)
    upload({"b.fit": data, "c.fit.gz": gzip.compress(data, mtime=5)})
    run_jobs()
    assert states() == {"a.fit.gz": "read", "b.fit": "copy", "c.fit.gz": "copy"}
    assert stored(as_alice) == named()


def test_a_zip_becomes_its_entries_and_goes(as_alice: Account) -> None:
    inside = rides(4) | {"readme.txt": b"hello", "inner.zip": zipped(rides(1))}
    upload({"all.zip": zipped({f"folder/{name}": data for name, data in inside.items()})})
    run_jobs()
    expected = dict.fromkeys(rides(4), "read") | {"readme.txt": "refused", "inner.zip": "refused"}
    assert states() == expected
    assert SourceFile.objects.get(name="inner.zip").reason == "zip_nested"
    assert stored(as_alice) == named()


def test_an_archive_that_is_no_archive_is_refused_and_goes(as_alice: Account) -> None:
    upload({"bad.zip": b"PK\x03\x04" + bytes(100)})
    run_jobs()
    assert SourceFile.objects.get().reason == "zip_bad"
    assert stored(as_alice) == set()


def test_unpacking_goes_on_where_it_was_stopped(as_alice: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("activities.services.read_files.MAX_STEP_S", 0.0)
    upload({"all.zip": zipped(rides(5))})
    assert run_jobs() >= 10
    assert states() == dict.fromkeys(rides(5), "read")


def test_a_file_that_is_too_large_is_refused_before_it_is_stored(as_alice: Account) -> None:
    class Large(io.BytesIO):
        def seek(self, offset: int, whence: int = 0) -> int:
            return MAX_FILE_SIZE + 1 if whence == 2 else super().seek(offset, whence)

    (file,) = receive_files(Upload.objects.create(), [IncomingFile("big.gpx", Large(b"<gpx/>"))])
    assert (file.state, file.reason, file.reason_values) == ("refused", "too_big", {"mb": 64})
    assert stored(as_alice) == set()


def test_two_accounts_keep_the_same_file_each_for_itself(alice: Account, mallory: Account) -> None:
    for account in (alice, mallory):
        with owner_scope(account):
            upload(rides(1))
    run_jobs()
    for account in (alice, mallory):
        with owner_scope(account):
            assert states() == {"ride-000.fit": "read"}


def test_a_file_deleted_while_it_waits_is_not_read(as_alice: Account) -> None:
    delete_source_files(upload(rides(1)))
    run_jobs()
    assert not SourceFile.objects.exists()
    assert not Activity.objects.exists()
    assert stored(as_alice) == set()


def test_a_file_whose_bytes_are_lost_says_so(as_alice: Account) -> None:
    (file,) = upload(rides(1))
    source_file_storage().delete(file.content.name)
    run_jobs()
    assert SourceFile.objects.get().reason == "lost"


def test_a_file_that_stops_every_worker_is_given_up_and_the_rest_is_read(as_alice: Account) -> None:
    upload(rides(3))
    Job.objects.update(attempts=4)
    run_jobs()
    assert sorted(states().values()) == ["read", "read", "refused"]
    assert SourceFile.objects.get(state="refused").reason == "too_much_work"


def test_after_a_stop_one_file_is_read_alone(as_alice: Account) -> None:
    upload(rides(3))
    Job.objects.update(attempts=1)
    assert run_jobs(most=10) == 2


def test_a_lease_that_was_lost_undoes_the_file_under_way(as_alice: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    upload(rides(1))

    def expire(*args: object, **kwargs: object) -> None:
        Job.across_accounts.update(lease_token=None, lease_until=timezone.now() + timedelta(minutes=1))

    monkeypatch.setattr("activities.services.finish_file.store_activities", expire)
    run_jobs()
    assert states() == {"ride-000.fit": "waiting"}
    assert not Activity.objects.exists()


def test_no_file_is_blamed_when_the_child_cannot_start(as_alice: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("activities.parsers.process.ParserProcess.command", ("/no/such/program",))
    upload(rides(2))
    for _ in range(5):
        Job.objects.update(not_before=timezone.now())
        run_jobs()
    assert set(states().values()) == {"waiting"}
    assert Job.objects.get().state == "stopped"


def test_what_has_the_bytes_of_a_refused_file_is_refused_with_it(as_alice: Account) -> None:
    upload({"a.txt": b"dear diary", "b.txt": b"dear diary"})
    run_jobs()
    assert states() == {"a.txt": "refused", "b.txt": "refused"}
    assert set(SourceFile.objects.values_list("reason", "copy_of")) == {("unknown", None)}
