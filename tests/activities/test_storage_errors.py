"""Files wait while a bucket fails, is silent, refuses or is missing; rows and bytes agree in the end."""

import gzip
import io
import time
from contextlib import suppress

import pytest
from django.utils import timezone
from pytest_django import Settings

from accounts.jobs.models import MAX_ATTEMPTS, Job
from accounts.jobs.services.enqueue import enqueue
from accounts.models import Account
from activities.models import SourceFile, Upload
from activities.services.delete import delete_source_files
from activities.services.receive import READ_FILES_JOB, IncomingFile, receive_files
from activities.storage.storage_errors import StorageFull, StorageUnavailable
from tests.activities.factories import ride_files, upload_files, zip_files
from tests.activities.stored_files import file_states, names_in_rows, stored_names
from tests.faulty_proxy import SILENCE, FaultyProxy
from tests.file_stores import list_keys, use_bucket
from tests.ports import free_port
from tests.run_jobs import retry_jobs, run_jobs
from tests.waiting import TIMEOUT_S


class FailingFile(io.BytesIO):
    """A failing file makes the bucket refuse uploads when it is read again, after its bytes were hashed."""

    def __init__(self, data: bytes, proxy: FaultyProxy, status: int) -> None:
        super().__init__(data)
        self.fail = lambda: proxy.fail(status, "PUT")
        self.starts = 0

    def seek(self, offset: int, whence: int = 0) -> int:
        self.starts += (offset, whence) == (0, 0)
        if self.starts > 1:
            self.fail()
        return super().seek(offset, whence)


@pytest.mark.parametrize(
    ("status", "error"), [(500, StorageUnavailable), (403, StorageUnavailable), (507, StorageFull)]
)
def test_a_batch_is_stored_as_a_whole_or_not_at_all(
    as_alice: Account, proxy: FaultyProxy, s3: str, bucket: str, status: int, error: type[Exception]
) -> None:
    """The bytes of the first two files are stored already when the third cannot be."""
    incoming = [IncomingFile(name, io.BytesIO(data)) for name, data in ride_files(2).items()]
    with pytest.raises(StorageUnavailable) as unavailable:
        receive_files(Upload(), [*incoming, IncomingFile("third.gpx", FailingFile(b"<gpx/>", proxy, status))])
    assert type(unavailable.value) is error
    assert sum(request.startswith("PUT ") for request in proxy.forwarded) == 2
    assert not SourceFile.objects.exists()
    assert not Upload.objects.exists()
    assert not Job.objects.exists()
    assert list_keys(s3, bucket) == set()


@pytest.mark.slow
def test_a_silent_bucket_is_given_up_after_its_timeouts(as_alice: Account, proxy: FaultyProxy) -> None:
    (file,) = upload_files(ride_files(1))
    proxy.fail(SILENCE)
    calls = (lambda: upload_files(ride_files(1)), lambda: file.content.open("rb"), lambda: delete_source_files([file]))
    for call in calls:
        start = time.monotonic()
        with suppress(StorageUnavailable):
            call()
        assert 4 < time.monotonic() - start < TIMEOUT_S
    assert not SourceFile.objects.exists()


def test_nothing_is_kept_when_the_bucket_refuses_or_is_missing(
    as_alice: Account, s3: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for endpoint, bucket in ((f"http://127.0.0.1:{free_port()}", "files"), (s3, "missing")):
        use_bucket(settings, monkeypatch, endpoint, bucket)
        with pytest.raises(StorageUnavailable):
            upload_files(ride_files(1))
    assert not SourceFile.objects.exists()


def test_a_file_waits_while_its_bytes_cannot_be_fetched(as_alice: Account, proxy: FaultyProxy) -> None:
    upload_files(ride_files(2))
    proxy.fail(500)
    run_jobs()
    assert file_states() == dict.fromkeys(ride_files(2), "waiting")
    assert Job.objects.get().not_before > timezone.now()
    proxy.recover()
    retry_jobs()
    assert file_states() == dict.fromkeys(ride_files(2), "read")
    assert not SourceFile.objects.filter(reason__isnull=False).exists()


def test_reading_stops_after_five_attempts_and_goes_on_when_it_is_enqueued(
    as_alice: Account, proxy: FaultyProxy
) -> None:
    upload_files(ride_files(2))
    proxy.fail(500)
    retry_jobs(MAX_ATTEMPTS)
    assert Job.objects.get().state == "stopped"
    assert file_states() == dict.fromkeys(ride_files(2), "waiting")
    proxy.recover()
    enqueue(READ_FILES_JOB)
    run_jobs()
    assert file_states() == dict.fromkeys(ride_files(2), "read")


def test_no_file_is_refused_when_the_bucket_recovers_at_the_last_attempt(as_alice: Account, proxy: FaultyProxy) -> None:
    upload_files(ride_files(1))
    proxy.fail(500)
    retry_jobs(MAX_ATTEMPTS - 1)
    proxy.recover()
    retry_jobs()
    assert file_states() == dict.fromkeys(ride_files(1), "read")


def test_a_file_that_stops_every_worker_is_given_up_although_the_bucket_failed_once(
    as_alice: Account, proxy: FaultyProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload_files(ride_files(2))
    proxy.fail(500)
    run_jobs()
    proxy.recover()
    first = SourceFile.objects.waiting().first().name

    def die(self: object, data: bytes) -> None:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr("activities.parsers.process.ParserProcess.parse", die)
        retry_jobs(MAX_ATTEMPTS - 1)
        assert Job.objects.get().state == "stopped"
        assert set(file_states().values()) == {"waiting"}
        enqueue(READ_FILES_JOB)
        retry_jobs(MAX_ATTEMPTS - 1)
    retry_jobs()
    assert SourceFile.objects.get(name=first).reason == "too_much_work"
    assert sorted(file_states().values()) == ["read", "refused"]


def test_no_file_is_lost_when_the_bucket_is_missing(
    as_alice: Account, proxy: FaultyProxy, s3: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload_files(ride_files(1))
    use_bucket(settings, monkeypatch, s3, "missing")
    run_jobs()
    assert file_states() == dict.fromkeys(ride_files(1), "waiting")


@pytest.mark.parametrize("status", [500, 507])
def test_packed_files_wait_while_the_bucket_stores_nothing(as_alice: Account, proxy: FaultyProxy, status: int) -> None:
    (data,) = ride_files(1).values()
    upload_files({"a.gpx.gz": gzip.compress(data), "b.zip": zip_files(ride_files(4))})
    proxy.fail(status, "PUT")
    retry_jobs(MAX_ATTEMPTS)
    assert file_states() == {"a.gpx.gz": "waiting", "b.zip": "waiting"}
    assert Job.objects.get().state == "stopped"
    proxy.recover()
    enqueue(READ_FILES_JOB)
    run_jobs()
    assert sorted(file_states().values()) == ["copy", "read", "read", "read", "read"]
    assert stored_names(as_alice) == names_in_rows()
