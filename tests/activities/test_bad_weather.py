"""A bucket that answers 500, is silent, refuses or is missing: files wait, rows and bytes agree in the end."""

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
from tests.activities.factories import rides, upload, zipped
from tests.activities.test_read_files import named, states, stored
from tests.faulty_proxy import FaultyProxy
from tests.file_stores import list_keys, use_bucket
from tests.ports import free_port
from tests.run_jobs import run_jobs
from tests.waiting import TIMEOUT_S

NEVER = 0
"""The answer of a silent bucket."""


def try_again(times: int = 1) -> None:
    """So many more claims, without waiting for them to be due."""
    for _ in range(times):
        Job.across_accounts.filter(state="queued").update(not_before=timezone.now())
        run_jobs()


class Turning(io.BytesIO):
    """Represents a file that arrives; the bucket starts to fail while the file is read."""

    def __init__(self, data: bytes, proxy: FaultyProxy, answer: int) -> None:
        super().__init__(data)
        self.turn = lambda: proxy.fail(answer, "PUT")

    def seek(self, offset: int, whence: int = 0) -> int:
        self.turn()
        return super().seek(offset, whence)


@pytest.mark.parametrize(
    ("answer", "problem"), [(500, StorageUnavailable), (403, StorageUnavailable), (507, StorageFull)]
)
def test_all_of_a_parcel_is_kept_or_nothing(
    as_alice: Account, proxy: FaultyProxy, s3: str, bucket: str, answer: int, problem: type[Exception]
) -> None:
    """Bytes of the first files are there when the third cannot be stored."""
    good = [IncomingFile(name, io.BytesIO(data)) for name, data in rides(2).items()]
    with pytest.raises(StorageUnavailable) as down:
        receive_files(Upload(), [*good, IncomingFile("third.gpx", Turning(b"<gpx/>", proxy, answer))])
    assert type(down.value) is problem
    assert sum(asked.startswith("PUT ") for asked in proxy.forwarded) == 2
    assert not SourceFile.objects.exists()
    assert not Upload.objects.exists()
    assert not Job.objects.exists()
    assert list_keys(s3, bucket) == set()


@pytest.mark.slow
def test_a_silent_bucket_is_given_up_after_a_while(as_alice: Account, proxy: FaultyProxy) -> None:
    (file,) = upload(rides(1))
    proxy.fail(NEVER)
    for do in (lambda: upload(rides(1)), lambda: file.content.open("rb"), lambda: delete_source_files([file])):
        began = time.monotonic()
        with suppress(StorageUnavailable):
            do()
        assert 4 < time.monotonic() - began < TIMEOUT_S
    assert not SourceFile.objects.exists()


def test_a_bucket_that_refuses_or_is_missing_keeps_nothing(
    as_alice: Account, s3: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for endpoint, bucket in ((f"http://127.0.0.1:{free_port()}", "files"), (s3, "missing")):
        use_bucket(settings, monkeypatch, endpoint, bucket)
        with pytest.raises(StorageUnavailable):
            upload(rides(1))
    assert not SourceFile.objects.exists()


def test_a_file_waits_while_its_bytes_are_out_of_reach(as_alice: Account, proxy: FaultyProxy) -> None:
    upload(rides(2))
    proxy.fail(500)
    run_jobs()
    assert states() == dict.fromkeys(rides(2), "waiting")
    assert Job.objects.get().not_before > timezone.now()
    proxy.recover()
    try_again()
    assert states() == dict.fromkeys(rides(2), "read")
    assert not SourceFile.objects.filter(reason__isnull=False).exists()


def test_reading_stops_after_five_tries_and_goes_on_when_it_is_asked_for(as_alice: Account, proxy: FaultyProxy) -> None:
    upload(rides(2))
    proxy.fail(500)
    try_again(MAX_ATTEMPTS)
    assert Job.objects.get().state == "stopped"
    assert states() == dict.fromkeys(rides(2), "waiting")
    proxy.recover()
    enqueue(READ_FILES_JOB)
    run_jobs()
    assert states() == dict.fromkeys(rides(2), "read")


def test_no_file_is_blamed_when_the_bucket_is_back_at_the_last_try(as_alice: Account, proxy: FaultyProxy) -> None:
    upload(rides(1))
    proxy.fail(500)
    try_again(MAX_ATTEMPTS - 1)
    proxy.recover()
    try_again()
    assert states() == dict.fromkeys(rides(1), "read")


def test_a_file_that_stops_every_worker_is_given_up_although_the_bucket_failed_once(
    as_alice: Account, proxy: FaultyProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload(rides(2))
    proxy.fail(500)
    run_jobs()
    proxy.recover()
    first = SourceFile.objects.waiting().first().name

    def dies(self: object, data: bytes) -> None:
        raise MemoryError

    with monkeypatch.context() as now:
        now.setattr("activities.parsers.process.ParserProcess.parse", dies)
        try_again(MAX_ATTEMPTS - 1)
        assert Job.objects.get().state == "stopped"
        assert set(states().values()) == {"waiting"}
        enqueue(READ_FILES_JOB)
        try_again(MAX_ATTEMPTS - 1)
    try_again()
    assert SourceFile.objects.get(name=first).reason == "too_much_work"
    assert sorted(states().values()) == ["read", "refused"]


def test_a_missing_bucket_has_lost_no_file(
    as_alice: Account, proxy: FaultyProxy, s3: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload(rides(1))
    use_bucket(settings, monkeypatch, s3, "missing")
    run_jobs()
    assert states() == dict.fromkeys(rides(1), "waiting")


@pytest.mark.parametrize("answer", [500, 507])
def test_what_is_unpacked_waits_for_a_bucket_that_takes_nothing(
    as_alice: Account, proxy: FaultyProxy, answer: int
) -> None:
    (data,) = rides(1).values()
    upload({"a.gpx.gz": gzip.compress(data), "b.zip": zipped(rides(4))})
    proxy.fail(answer, "PUT")
    try_again(MAX_ATTEMPTS)
    assert states() == {"a.gpx.gz": "waiting", "b.zip": "waiting"}
    assert Job.objects.get().state == "stopped"
    proxy.recover()
    enqueue(READ_FILES_JOB)
    run_jobs()
    assert sorted(states().values()) == ["copy", "read", "read", "read", "read"]
    assert stored(as_alice) == named()
