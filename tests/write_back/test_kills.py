"""A worker is killed again and again in the middle of a write-back."""

import os
import signal

import pytest

from accounts.jobs.models import Job
from accounts.models import Account
from accounts.scope import owner_scope
from matching.models import WriteBack
from providers.sandbox.server import Sandbox
from tests.providers.conftest import engine
from tests.waiting import TIMEOUT_S, wait_until
from tests.worker_process import running_worker, start_worker
from tests.write_back.factories import create_ride

__all__ = ["engine"]

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_kills_at_every_call_rename_once(
    engine: str, sandbox: Sandbox, alice: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SANDBOX", "true")
    monkeypatch.setenv("SANDBOX_API_URL", sandbox.url)
    with owner_scope(alice):
        ride = create_ride(sandbox)
        for call in ("detail", "rename"):
            ride.add_fault("timeout", (call,), seconds=60)
        ride.request_rename()
        for faults_left in (1, 0):
            worker = start_worker()
            wait_until(lambda left=faults_left: len(sandbox.database.faults.for_athlete(ride.athlete.code)) == left)  # type: ignore[misc]
            os.kill(worker.pid, signal.SIGKILL)
            worker.wait(TIMEOUT_S)
        assert WriteBack.objects.get().state == WriteBack.State.SENT
        worker = start_worker()
        wait_until(lambda: ride.count_renames() == 1)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait(TIMEOUT_S)
        with running_worker():
            wait_until(lambda: not Job.objects.exists())
        assert ride.current_strava_name() == ride.stored_strava_name() == ride.file_name
        assert WriteBack.objects.get().state == WriteBack.State.DONE
        assert ride.count_renames() == 1
