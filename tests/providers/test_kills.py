"""Killing the workers of a pull loses no activity, and wastes at most one call a kill."""

import os
import signal
from math import ceil

import pytest

from accounts.jobs.models import Job
from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import Activity
from matching.models import Member
from providers.models import Pull
from providers.sandbox.server import Sandbox
from tests.providers.factories import connected
from tests.waiting import TIMEOUT_S, wait_until
from tests.worker_process import running_worker, start_worker

COUNT = 2_000
KILLS = 10
ANSWER_S = 0.5
"""The sandbox answers so slowly that each worker is killed while it waits for its second page."""

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_ten_kills_lose_no_activity_and_waste_one_call_each(
    engine: str, sandbox: Sandbox, alice: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SANDBOX", "true")
    monkeypatch.setenv("SANDBOX_API_URL", sandbox.url)
    with owner_scope(alice):
        athlete = connected(sandbox, "demo", COUNT)
        athlete.fail("slow", times=COUNT, seconds=ANSWER_S)
        for _ in range(KILLS):
            before = athlete.reads()
            worker = start_worker()
            wait_until(lambda seen=before: athlete.reads() > seen + 1)  # type: ignore[misc]  # It has fetched a page, and calls again.
            os.kill(worker.pid, signal.SIGKILL)
            worker.wait(TIMEOUT_S)
        assert Pull.objects.get().next_page < ceil(COUNT / 200) + 2, "the pull had ended before the last kill"
        sandbox.database.faults.clear(athlete.code)
        with running_worker():
            wait_until(lambda: not Job.objects.exists())
        assert Activity.objects.count() == Activity.objects.values("provider_id").distinct().count() == COUNT
        assert Member.objects.count() == COUNT
        assert athlete.reads() <= ceil(COUNT / 200) + 3 + athlete.retired_gear_count() + KILLS
        assert athlete.writes() == 0
