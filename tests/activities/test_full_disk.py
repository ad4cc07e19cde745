"""A disk that is really full: nothing half kept, no file blamed, and all goes on when there is room again."""

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
from tests.activities.factories import rides, upload, zipped
from tests.activities.test_bad_weather import try_again
from tests.activities.test_read_files import named, states, stored
from tests.file_stores import SmallDisk, use_store
from tests.run_jobs import run_jobs


@pytest.fixture(autouse=True)
def full(small_disk: SmallDisk, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> SmallDisk:
    """Source files lie on a disk of 256 kB."""
    use_store(settings, monkeypatch, "folder.Folder", location=small_disk.path)
    return small_disk


def long(day: int) -> bytes:
    """An activity file of about 130 kB, which packs well."""
    return gpx.gpx(gpx.track(gpx.points(fit.START.replace(day=day), 13_000, step=10))).encode()


def test_a_parcel_that_does_not_fit_is_not_kept_at_all(as_alice: Account, full: SmallDisk) -> None:
    with pytest.raises(StorageFull):
        upload(rides(2) | {"third.gpx": random.Random(1).randbytes(300_000)})
    assert not SourceFile.objects.exists()
    assert not [path for path in full.path.rglob("*") if path.is_file()]
    upload(rides(2))
    assert len(stored(as_alice)) == 2


def test_a_packed_file_that_does_not_fit_unpacked_waits_for_room(as_alice: Account, full: SmallDisk) -> None:
    assert 120_000 < len(long(1)) < 140_000
    upload({"a.gpx.gz": gzip.compress(long(1)), "b.gpx.gz": gzip.compress(long(2))})
    try_again(MAX_ATTEMPTS + 1)
    assert sorted(states().values()) == ["read", "waiting"]
    assert SourceFile.objects.get(state="waiting").reason == "store_full"
    assert Job.objects.get().state == "stopped"
    assert stored(as_alice) == named()
    full.grow("4m")
    enqueue(READ_FILES_JOB)
    run_jobs()
    assert set(states().values()) == {"read"}


def test_an_archive_that_does_not_fit_unpacked_goes_on_where_it_was(as_alice: Account, full: SmallDisk) -> None:
    upload({"all.zip": zipped({f"{day}.gpx": long(day) for day in (1, 2, 3)})})
    try_again(MAX_ATTEMPTS + 1)
    archive = SourceFile.objects.get(name="all.zip")
    assert (archive.state, archive.unpacked_entries) == ("waiting", 1)
    full.grow("4m")
    enqueue(READ_FILES_JOB)
    run_jobs()
    assert states() == dict.fromkeys(["1.gpx", "2.gpx", "3.gpx"], "read")
    assert stored(as_alice) == named()
