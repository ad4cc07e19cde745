"""The worker as a process: it works, stops when told to, and may be killed at any moment."""

import signal
import subprocess
from collections import Counter

import pytest

from accounts.jobs.models import Job, Worker
from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import Activity, SourceFile
from matching.models import Member, Workout
from tests.activities.factories import rides, upload
from tests.worker import PATIENCE_S, start, wait_for, working

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.postgres]


def readers() -> list[str]:
    """The command lines of the reading children that run on this machine."""
    found = subprocess.run(["pgrep", "-f", "activities.parsers.process_main"], capture_output=True, text=True)
    return found.stdout.split()


def test_a_worker_reads_what_is_uploaded_and_stops_on_a_signal(engine: str, as_alice: Account) -> None:
    with working() as worker:
        wait_for(lambda: Worker.objects.exists())
        upload(rides(3))
        wait_for(lambda: Activity.objects.count() == 3)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(PATIENCE_S) == 0
    assert not Worker.objects.exists()


def test_two_workers_do_each_file_once(engine: str, alice: Account, mallory: Account) -> None:
    for account in (alice, mallory):
        with owner_scope(account):
            upload(rides(30))
    with working(), working():
        wait_for(lambda: not Job.across_accounts.exists())
    for account in (alice, mallory):
        with owner_scope(account):
            assert Activity.objects.count() == 30


def test_a_worker_killed_again_and_again_loses_nothing_and_does_nothing_twice(engine: str, as_alice: Account) -> None:
    count = 120
    before = set(readers())
    upload(rides(count))
    done = SourceFile.objects.exclude(state="waiting")
    worker = start()
    try:
        for mark in range(10, count, 20):
            wait_for(lambda mark=mark: done.count() >= mark)
            worker.kill()
            worker.wait()
            worker = start()
        wait_for(lambda: done.count() == count)
        wait_for(lambda: not Job.objects.exists())
    finally:
        worker.terminate()
        worker.wait(PATIENCE_S)
    assert Counter(SourceFile.objects.values_list("state", flat=True)) == {"read": count}
    assert (Activity.objects.count(), Workout.objects.count(), Member.objects.count()) == (count,) * 3
    wait_for(lambda: set(readers()) <= before)
