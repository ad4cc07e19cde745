"""A worker process runs jobs, stops when told to, and may be killed at any moment."""

import signal
import subprocess
from collections import Counter
from functools import partial
from pathlib import Path

import pytest

from accounts.jobs.models import Job, Worker
from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import Activity, SourceFile
from matching.models import Member, Workout
from tests.activities.factories import ride_files, upload_files
from tests.waiting import TIMEOUT_S, wait_until
from tests.worker_process import running_worker, start_worker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.postgres]


def parser_processes(worker: "subprocess.Popen[bytes]") -> set[str]:
    """Returns the ids of the parser processes that this worker runs now."""
    command = ["pgrep", "-P", str(worker.pid), "-f", "activities.parsers.process_main"]
    return set(subprocess.run(command, capture_output=True, text=True).stdout.split())


def test_a_worker_reads_uploaded_files_and_stops_on_a_signal(engine: str, as_alice: Account) -> None:
    with running_worker() as worker:
        wait_until(lambda: Worker.objects.exists())
        upload_files(ride_files(3))
        wait_until(lambda: Activity.objects.count() == 3)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(TIMEOUT_S) == 0
    assert not Worker.objects.exists()


def test_two_workers_read_each_file_once(engine: str, alice: Account, mallory: Account) -> None:
    for account in (alice, mallory):
        with owner_scope(account):
            upload_files(ride_files(30))
    with running_worker(), running_worker():
        wait_until(lambda: not Job.across_accounts.exists())
    for account in (alice, mallory):
        with owner_scope(account):
            assert Activity.objects.count() == 30


def test_a_worker_killed_repeatedly_loses_no_file_and_reads_none_twice(engine: str, as_alice: Account) -> None:
    count = 120

    def has_read(number: int) -> bool:
        return SourceFile.objects.exclude(state="waiting").count() >= number

    orphans: set[str] = set()
    upload_files(ride_files(count))
    worker = start_worker()
    try:
        for number in range(10, count, 20):
            wait_until(partial(has_read, number))
            orphans |= parser_processes(worker)
            worker.kill()
            worker.wait()
            worker = start_worker()
        wait_until(partial(has_read, count))
        wait_until(lambda: not Job.objects.exists())
    finally:
        worker.terminate()
        worker.wait(TIMEOUT_S)
    assert Counter(SourceFile.objects.values_list("state", flat=True)) == {"read": count}
    assert (Activity.objects.count(), Workout.objects.count(), Member.objects.count()) == (count,) * 3
    wait_until(lambda: not any(Path("/proc", process_id).exists() for process_id in orphans))
