"""On a full disk nothing is stored in part and no file is refused, and all goes on when there is room again."""

import gzip
import random

import pytest
from pytest_django import Settings

from accounts.jobs.models import MAX_ATTEMPTS, Job
from accounts.jobs.services.enqueue import enqueue
from accounts.models import Account
from activities.models import SourceFile
from activities.services.receive import READ_FILES_JOB
from activities.storage.storage_errors import StorageFull
from providers.sandbox.writers import fit, gpx
from tests.activities.factories import ride_files, upload_files, zip_files
from tests.activities.stored_files import file_states, names_in_rows, stored_names
from tests.file_stores import SmallDisk, use_store
from tests.run_jobs import retry_jobs, run_jobs


@pytest.fixture(autouse=True)
def full_disk(small_disk: SmallDisk, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> SmallDisk:
    """Stores source files on a disk of 256 kB, and returns the disk."""
    use_store(settings, monkeypatch, "folder.Folder", location=small_disk.path)
    return small_disk


def large_gpx(day: int) -> bytes:
    """Returns an activity file of about 130 kB, which packs well."""
    return gpx.gpx(gpx.track(gpx.points(fit.START.replace(day=day), 13_000, step=10))).encode()


def test_a_batch_that_does_not_fit_is_not_stored_at_all(as_alice: Account, full_disk: SmallDisk) -> None:
    with pytest.raises(StorageFull):
        upload_files(ride_files(2) | {"third.gpx": random.Random(1).randbytes(300_000)})
    assert not SourceFile.objects.exists()
    assert not [path for path in full_disk.path.rglob("*") if path.is_file()]
    upload_files(ride_files(2))
    assert len(stored_names(as_alice)) == 2


def test_a_packed_file_that_does_not_fit_unpacked_waits_for_room(as_alice: Account, full_disk: SmallDisk) -> None:
    assert 120_000 < len(large_gpx(1)) < 140_000
    upload_files({"a.gpx.gz": gzip.compress(large_gpx(1)), "b.gpx.gz": gzip.compress(large_gpx(2))})
    retry_jobs(MAX_ATTEMPTS + 1)
    assert sorted(file_states().values()) == ["read", "waiting"]
    assert SourceFile.objects.get(state="waiting").reason == "store_full"
    assert Job.objects.get().state == "stopped"
    assert stored_names(as_alice) == names_in_rows()
    full_disk.grow("4m")
    enqueue(READ_FILES_JOB)
    run_jobs()
    assert set(file_states().values()) == {"read"}


def test_unpacking_goes_on_where_the_disk_was_full(as_alice: Account, full_disk: SmallDisk) -> None:
    upload_files({"all.zip": zip_files({f"{day}.gpx": large_gpx(day) for day in (1, 2, 3)})})
    retry_jobs(MAX_ATTEMPTS + 1)
    archive = SourceFile.objects.get(name="all.zip")
    assert (archive.state, archive.unpacked_entries) == ("waiting", 1)
    full_disk.grow("4m")
    enqueue(READ_FILES_JOB)
    run_jobs()
    assert file_states() == dict.fromkeys(["1.gpx", "2.gpx", "3.gpx"], "read")
    assert stored_names(as_alice) == names_in_rows()
