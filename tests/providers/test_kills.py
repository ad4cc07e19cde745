"""A worker that is killed again and again during a pull: everything arrives once, and hardly a call is wasted."""

import os
import signal
from math import ceil

import pytest
from django.db import connection as database

from accounts.jobs.models import Job
from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import Activity
from matching.models import Member
from providers.models import Pull
from providers.sandbox.server import Sandbox
from tests.fleet import use_fleet
from tests.providers.factories import connected
from tests.worker import PATIENCE_S, start, wait_for, working

COUNT = 2_000
KILLS = 10

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> str:
    """The plain loop on SQLite, as at home, and Celery with Redis on PostgreSQL, as in a fleet."""
    if database.vendor == "sqlite":
        return "loop"
    use_fleet(monkeypatch)
    return "fleet"


def test_ten_kills_lose_nothing_and_cost_a_call_each_at_most(
    engine: str, sandbox: Sandbox, alice: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SANDBOX", "true")
    monkeypatch.setenv("SANDBOX_API_URL", sandbox.url)
    with owner_scope(alice):
        athlete = connected(sandbox, "demo", COUNT)
        for _ in range(KILLS):
            before = athlete.reads()
            worker = start()
            wait_for(lambda seen=before: athlete.reads() > seen + 1)  # type: ignore[misc]  # a page further, and asking
            os.kill(worker.pid, signal.SIGKILL)
            worker.wait(PATIENCE_S)
        killed_at = Pull.objects.get().next_page
        with working():
            wait_for(lambda: not Job.objects.exists())
        retired = sum(one.fixture.is_retired for one in sandbox.database.athletes.gear(athlete.code))
        assert killed_at < ceil(COUNT / 200) + 2, "it was through before the last kill"
        assert Activity.objects.count() == Activity.objects.values("provider_id").distinct().count() == COUNT
        assert Member.objects.count() == COUNT
        assert athlete.reads() <= ceil(COUNT / 200) + 2 + retired + KILLS
        assert athlete.writes() == 0
