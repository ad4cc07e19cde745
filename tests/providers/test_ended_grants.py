"""A grant that has ended, there or here, costs at most one refused call, and what had to go is gone after a week."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from accounts.models import Account
from accounts.services.outbox import deliver_outbox
from activities.models import Activity
from matching.services.retention import schedule_trims
from providers.models import Connection
from providers.registry import PLATFORMS
from providers.sandbox.server import Sandbox
from providers.services.disconnect import disconnect, resume_disconnections
from providers.services.schedule_pulls import schedule_pulls
from tests.accounts.dump import database_dump
from tests.providers.factories import Athlete, pulled, run_waiting_jobs
from tests.run_jobs import run_jobs

pytestmark = pytest.mark.postgres

DAYS = 7


@pytest.fixture(params=sorted(PLATFORMS))
def athlete(request: pytest.FixtureRequest, sandbox: Sandbox, as_alice: Account) -> Athlete:
    """Returns an athlete whose 40 activities were pulled, each with a name of its own."""
    return pulled(sandbox, "demo", 40, provider=request.param)


def calls_of(athlete: Athlete) -> int:
    return athlete.reads() + athlete.writes()


def pass_a_day() -> None:
    """Lets a day pass for everything that waits, and runs what is scheduled."""
    day = timedelta(days=1)
    Connection.objects.update(full_pull_at=F("full_pull_at") - day, pulled_at=F("pulled_at") - day)
    Connection.objects.update(next_pull_at=timezone.now())
    Activity.objects.update(confirmed_at=F("confirmed_at") - day)
    for schedule in (schedule_pulls, schedule_trims, resume_disconnections):
        schedule()
    run_jobs()
    run_waiting_jobs()
    deliver_outbox()


def stored_words(athlete: Athlete) -> set[str]:
    """Returns the words that identify the athlete and the activities, and are long enough to be found by."""
    connection = Connection.objects.get()
    rows = Activity.objects.values_list("name", "provider_id", "gear_label")
    words = {word for row in rows for word in row if word and len(word) > 7}
    return words | {connection.athlete_id, *athlete.sandbox.database.grants.all_tokens(athlete.code)}


def test_access_withdrawn_there_costs_one_refused_call_and_then_none(athlete: Athlete) -> None:
    before = calls_of(athlete)
    names = set(Activity.objects.exclude(name=None).values_list("name", flat=True))
    athlete.sandbox.database.grants.revoke_all(athlete.code, athlete.platform)
    calls = []
    for _ in range(DAYS + 1):
        pass_a_day()
        calls.append(calls_of(athlete) - before)
    assert calls == [1] * (DAYS + 1)
    assert Connection.objects.get().state == Connection.State.RECONNECT
    dump, retention = database_dump(), athlete.connection.platform.retention
    assert {word for word in athlete.sandbox.database.grants.all_tokens(athlete.code) if word in dump} == set()
    assert {name for name in names if name in dump} == (set() if retention else names)
    assert len(names) > 5


def test_disconnecting_here_makes_no_call_and_leaves_no_word(athlete: Athlete) -> None:
    words, before = stored_words(athlete), calls_of(athlete)
    dump = database_dump()
    assert len({word for word in words if word in dump}) > 40
    assert disconnect(Connection.objects.get())
    for _ in range(DAYS):
        pass_a_day()
    assert calls_of(athlete) == before
    grants = athlete.sandbox.database.grants
    rows = [grants.find_by_token(token, "access", athlete.platform) for token in grants.all_tokens(athlete.code)]
    assert not any(grant.is_alive for grant in rows if grant)
    dump = database_dump()
    assert {word for word in words if word in dump} == set()
