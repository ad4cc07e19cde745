"""A pull stores everything once, with as few calls as possible, and writes nothing."""

from dataclasses import replace
from datetime import timedelta
from math import ceil

import pytest
import requests
from django.utils import timezone

from accounts.jobs.models import MAX_ATTEMPTS, Job
from accounts.models import Account
from activities.models import Activity
from activities.record import ActivityRecord
from matching.models import Workout
from providers.models import Connection, Gear, Pull
from providers.sandbox.server import Sandbox
from providers.services import pull_page
from providers.services.schedule_pulls import schedule_pulls
from providers.services.start_pull import start_pull
from tests.providers.factories import connected, pulled, run_scheduled_pull
from tests.run_jobs import retry_jobs, run_jobs

pytestmark = pytest.mark.postgres


@pytest.mark.parametrize("count", [1, 199, 200, 201, 450])
def test_a_first_pull_costs_a_call_for_each_page_and_three(sandbox: Sandbox, as_alice: Account, count: int) -> None:
    """The three calls get the athlete, the totals, and the empty page at the end."""
    athlete = pulled(sandbox, "demo", count)
    assert Activity.objects.count() == count
    assert athlete.reads() <= ceil(count / 200) + 3 + athlete.retired_gear_count()
    assert athlete.writes() == 0


def test_a_first_pull_stores_all_activities_with_their_gear(sandbox: Sandbox, as_alice: Account) -> None:
    athlete = pulled(sandbox, "demo")
    assert Activity.objects.count() == sandbox.database.activities.count(athlete.code)
    assert Workout.objects.count() > 300
    assert Gear.objects.count() >= 4
    with_gear = Activity.objects.exclude(gear_id=None)
    assert with_gear.count() > 100
    assert not with_gear.filter(gear_label=None).exists()
    assert not Job.objects.exists()


def test_pulling_again_changes_nothing(sandbox: Sandbox, as_alice: Account) -> None:
    athlete = pulled(sandbox, "demo", 250)
    before = list(Activity.objects.order_by("id").values_list("id", "provider_id", "name"))
    start_pull(athlete.connection, Pull.Kind.FULL)
    run_jobs()
    assert list(Activity.objects.order_by("id").values_list("id", "provider_id", "name")) == before
    assert Pull.objects.filter(kind="full").get().new_count == 0


def test_a_page_is_stored_in_parts_and_turned_by_the_last_one(
    sandbox: Sandbox, as_alice: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker that dies after two parts of a page costs a call, and the counts stay right."""
    athlete = connected(sandbox, "demo", 150)
    store, parts = pull_page.store_records, list[int]()

    def store_or_fail(records: list[ActivityRecord]) -> int:
        if len(parts) == 2:
            parts.append(0)
            raise RuntimeError
        parts.append(len(records))
        return store(records)

    monkeypatch.setattr(pull_page, "store_records", store_or_fail)
    run_jobs()
    assert Activity.objects.count() == sum(parts[:2])
    assert Pull.objects.get().next_page == 1
    retry_jobs()
    assert Activity.objects.count() == 150
    assert max(parts) <= pull_page.MAX_PART_SIZE
    assert Pull.objects.get().new_count == Pull.objects.get().listed_count == 150
    assert athlete.writes() == 0


def test_a_daily_pull_without_news_takes_one_call(sandbox: Sandbox, as_alice: Account) -> None:
    athlete = pulled(sandbox, "demo")
    before = athlete.reads()
    run_scheduled_pull(athlete.connection)
    assert Pull.objects.order_by("-started_at").first().kind == "daily"
    assert athlete.reads() - before == 1
    assert "after=" in sandbox.database.calls.for_athlete(athlete.code, 1)[0].target
    assert athlete.writes() == 0


@pytest.mark.parametrize("kind", [Pull.Kind.FULL, Pull.Kind.NOW])
def test_an_activity_that_a_clock_dated_years_ahead_is_stored(
    sandbox: Sandbox, as_alice: Account, kind: Pull.Kind
) -> None:
    athlete = pulled(sandbox, "demo", 5)
    newest = sandbox.database.activities.for_athlete(athlete.code, limit=1)[0]
    ahead = newest.fixture.started_at + timedelta(days=7 * 365)
    sandbox.database.activities.add(athlete.code, replace(newest.fixture, start=int(ahead.timestamp())))
    start_pull(athlete.connection, kind)
    run_jobs()
    assert Activity.objects.count() == 6
    assert Activity.objects.filter(started_at=ahead).exists()
    assert Workout.objects.filter(leader__started_at=ahead).exists()


def test_an_old_activity_that_was_uploaded_late_comes_within_six_days(sandbox: Sandbox, as_alice: Account) -> None:
    athlete = pulled(sandbox, "demo", 5)
    newest = sandbox.database.activities.for_athlete(athlete.code, limit=1)[0]
    old = newest.fixture.started_at - timedelta(days=3 * 365)
    sandbox.database.activities.add(athlete.code, replace(newest.fixture, start=int(old.timestamp())))
    run_scheduled_pull(athlete.connection)
    assert not Activity.objects.filter(started_at=old).exists()
    Connection.objects.update(full_pull_at=timezone.now() - timedelta(days=6))
    run_scheduled_pull(athlete.connection)
    assert Activity.objects.filter(started_at=old).exists()


def test_details_that_always_fail_stop_no_pull(sandbox: Sandbox, as_alice: Account) -> None:
    athlete = connected(sandbox, "demo", 30)
    athlete.fail("500", ("detail",), times=1_000)
    run_jobs()
    assert Activity.objects.count() == 30


def test_gear_whose_name_always_fails_stops_no_pull_and_is_asked_for_again(sandbox: Sandbox, as_alice: Account) -> None:
    athlete = connected(sandbox, "demo")
    athlete.fail("500", ("gear",), times=MAX_ATTEMPTS)
    run_jobs()
    retry_jobs(times=MAX_ATTEMPTS)
    [retired] = [gear for gear in sandbox.database.athletes.gear(athlete.code) if gear.fixture.is_retired]
    labels = Activity.objects.filter(gear_id=retired.id).values_list("gear_label", flat=True).distinct()
    assert Activity.objects.count() == sandbox.database.activities.count(athlete.code)
    assert list(labels) == [retired.id]
    start_pull(athlete.connection, Pull.Kind.NOW)
    run_jobs()
    assert labels.get().endswith(retired.fixture.nickname)


def test_the_schedule_pulls_once_a_day(sandbox: Sandbox, as_alice: Account) -> None:
    athlete = pulled(sandbox, "demo", 30)
    before = athlete.reads()
    for _ in range(3):
        schedule_pulls()
        run_jobs()
    assert athlete.reads() == before
    run_scheduled_pull(athlete.connection)
    schedule_pulls()
    run_jobs()
    assert athlete.reads() == before + 1


def test_a_full_pull_confirms_everything_after_six_days(sandbox: Sandbox, as_alice: Account) -> None:
    count = 450
    athlete = pulled(sandbox, "demo", count)
    Connection.objects.update(full_pull_at=timezone.now() - timedelta(days=6))
    old = timezone.now() - timedelta(days=6)
    Activity.objects.update(confirmed_at=old)
    before = athlete.reads()
    run_scheduled_pull(athlete.connection)
    assert Pull.objects.order_by("-started_at").first().kind == "full"
    assert athlete.reads() - before == ceil(count / 200) + 1
    assert not Activity.objects.filter(confirmed_at__lte=old).exists()


def test_a_pull_by_click_delays_no_scheduled_pull(sandbox: Sandbox, as_alice: Account) -> None:
    athlete = pulled(sandbox, "demo", 30)
    due = Connection.objects.get().next_pull_at
    start_pull(athlete.connection, Pull.Kind.NOW)
    run_jobs()
    assert Connection.objects.get().next_pull_at == due


def test_a_full_pull_is_tried_again_soon_when_another_is_open(sandbox: Sandbox, as_alice: Account) -> None:
    athlete = pulled(sandbox, "demo", 30)
    Connection.objects.update(full_pull_at=timezone.now() - timedelta(days=6))
    athlete.fail("429")
    start_pull(athlete.connection, Pull.Kind.NOW)
    run_jobs()
    run_scheduled_pull(athlete.connection)
    assert not Pull.objects.filter(kind="full").exists()
    assert Connection.objects.get().next_pull_at < timezone.now() + timedelta(hours=2)
    Connection.objects.update(waiting_until=None)
    start_pull(Connection.objects.get(), Pull.Kind.NOW)
    run_jobs()
    run_scheduled_pull(athlete.connection)
    assert Pull.objects.get(kind="full").ended_at


def test_a_new_activity_comes_with_the_next_pull(sandbox: Sandbox, as_alice: Account) -> None:
    athlete = pulled(sandbox, "demo", 30)
    requests.post(f"{sandbox.url}/athletes/{athlete.code}/activities")
    start_pull(athlete.connection, Pull.Kind.NOW)
    run_jobs()
    assert Activity.objects.count() == 31


def test_a_paused_connection_is_not_called(sandbox: Sandbox, as_alice: Account) -> None:
    athlete = connected(sandbox)
    Connection.objects.update(is_paused=True)
    run_jobs()
    run_scheduled_pull(athlete.connection)
    assert athlete.reads() == 0


def test_statistics_are_updated_early_in_a_backfill_and_not_by_a_daily_pull(
    sandbox: Sandbox, as_alice: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts: list[int] = []
    monkeypatch.setattr(
        "providers.services.pull_page.analyze_grown_tables", lambda: counts.append(Activity.objects.count())
    )
    athlete = pulled(sandbox, "demo", 450)
    assert counts == [200, 450]
    run_scheduled_pull(athlete.connection)
    assert counts == [200, 450]
