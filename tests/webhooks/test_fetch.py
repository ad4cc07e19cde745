"""A push brings one activity at once; what is pushed in the ten minutes after that comes together."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.jobs.models import Job
from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import Activity
from matching.models import Workout
from providers.models import Connection
from providers.sandbox.server import Sandbox
from providers.services.fetch_pushed import MAX_BY_ID
from providers.services.schedule_pulls import schedule_pulls
from tests.providers.factories import Athlete, pulled
from tests.run_jobs import retry_jobs, run_jobs, run_queue
from tests.webhooks.events import deliver, pass_time, strava_event

pytestmark = pytest.mark.postgres


@pytest.fixture
def athlete(sandbox: Sandbox, as_alice: Account) -> Athlete:
    """Returns an athlete whom Alice has connected, after the first pull."""
    return pulled(sandbox, "demo", 60)


def add_activities(athlete: Athlete, count: int = 1, days_ago: float = 1) -> list[str]:
    """Lets the athlete record so many activities at the platform; returns their ids."""
    table = athlete.sandbox.database.activities
    newest = table.for_athlete(athlete.code, limit=1)[0].fixture
    start = int((timezone.now() - timedelta(days=days_ago)).timestamp())
    return [str(table.add(athlete.code, replace(newest, start=start - 7200 * number))) for number in range(count)]


def created(athlete: Athlete, ids: list[str], aspect: str = "create") -> list[dict[str, object]]:
    return [strava_event(athlete.connection.athlete_id, id, aspect) for id in ids]


def stored(ids: list[str]) -> int:
    return Activity.objects.filter(provider_id__in=ids).count()


def test_a_new_activity_costs_a_call_and_is_matched(athlete: Athlete) -> None:
    reads, workouts = athlete.reads(), Workout.objects.count()
    ids = add_activities(athlete)
    deliver(*created(athlete, ids))
    run_jobs()
    assert stored(ids) == 1
    assert Workout.objects.count() == workouts + 1
    assert athlete.reads() == reads + 1
    assert not Job.objects.exists()


def test_its_gear_has_its_name(athlete: Athlete) -> None:
    with_gear = Activity.objects.exclude(gear_label=None).first()
    assert with_gear is not None
    Activity.objects.filter(pk=with_gear.pk).update(gear_label=None, name="old")
    deliver(*created(athlete, [with_gear.provider_id], "update"))
    run_jobs()
    after = Activity.objects.get(pk=with_gear.pk)
    assert (after.gear_label, after.name) == (with_gear.gear_label, with_gear.name)


def test_thirty_pushed_at_once_cost_at_most_two_calls(athlete: Athlete) -> None:
    reads = athlete.reads()
    ids = add_activities(athlete, 30)
    deliver(*created(athlete, ids))
    run_jobs()
    pass_time(minutes=10)
    assert stored(ids) == 30
    assert athlete.reads() - reads <= 2
    assert not Job.objects.exists()


def test_what_comes_after_the_first_waits_ten_minutes(athlete: Athlete) -> None:
    reads = athlete.reads()
    ids = add_activities(athlete, 30)
    deliver(*created(athlete, ids[:1]))
    run_jobs()
    deliver(*created(athlete, ids[1:]))
    run_jobs()
    assert (stored(ids), athlete.reads() - reads) == (1, 1)
    pass_time(minutes=9)
    assert (stored(ids), athlete.reads() - reads) == (1, 1)
    pass_time(minutes=1)
    assert (stored(ids), athlete.reads() - reads) == (30, 2)


def test_replayed_and_reordered_events_cost_no_call_more(athlete: Athlete) -> None:
    reads = athlete.reads()
    ids = add_activities(athlete, 3)
    events = [*created(athlete, ids, "update"), *created(athlete, ids)]
    deliver(*events, *events, *reversed(events))
    run_jobs()
    deliver(*events)
    run_jobs()
    assert (stored(ids), athlete.reads() - reads) == (3, 1)
    pass_time(minutes=10)
    assert athlete.reads() - reads == 2
    pass_time(minutes=10)
    assert athlete.reads() - reads == 2


def test_an_event_that_comes_while_the_first_is_fetched_waits(athlete: Athlete) -> None:
    """The second event is enqueued after the fetch has read what waits, and before it has ended."""
    ids = add_activities(athlete, 2)
    deliver(*created(athlete, ids[:1]))
    run_jobs()
    reads = athlete.reads()
    Connection.objects.update(pushed_fetch_at=None)
    event = created(athlete, ids[1:])
    deliver(*event)
    Connection.objects.update(pushed_fetch_at=timezone.now())
    run_jobs()
    assert (stored(ids), athlete.reads()) == (1, reads)
    pass_time(minutes=10)
    assert (stored(ids), athlete.reads()) == (2, reads + 1)


def test_old_activities_are_fetched_by_their_ids_a_few_at_a_time(athlete: Athlete) -> None:
    old = Activity.objects.filter(started_at__lt=timezone.now() - timedelta(days=20))
    ids = list(old.values_list("provider_id", flat=True)[:8])
    Activity.objects.update(name="old")
    reads = athlete.reads()
    deliver(*created(athlete, ids, "update"))
    run_jobs()
    assert athlete.reads() - reads == MAX_BY_ID == Activity.objects.exclude(name="old").count()
    pass_time(minutes=10)
    assert athlete.reads() - reads == 8 == Activity.objects.exclude(name="old").count()
    assert not Job.objects.exists()


def test_an_unknown_or_foreign_activity_is_asked_for_once(athlete: Athlete, sandbox: Sandbox) -> None:
    other = sandbox.database.athletes.create("small")
    foreign = sandbox.database.activities.for_athlete(other, limit=1)[0].id
    count, reads = Activity.objects.count(), athlete.reads()
    deliver(*created(athlete, [str(foreign)]))
    run_jobs()
    assert (Activity.objects.count(), athlete.reads()) == (count, reads + 1)
    assert not Job.objects.exists()
    assert Connection.objects.get().state == "connected"


def test_invented_ids_cause_no_more_calls_than_the_cap(athlete: Athlete) -> None:
    reads = athlete.reads()
    for _ in range(6):
        deliver(*created(athlete, [str(9_000_000 + number) for number in range(80)]))
        pass_time(minutes=1)
    assert athlete.reads() - reads <= 1 + MAX_BY_ID


def test_a_failed_fetch_is_tried_again(athlete: Athlete) -> None:
    ids = add_activities(athlete)
    athlete.fail("500", ("detail",), times=2)
    deliver(*created(athlete, ids))
    run_jobs()
    assert stored(ids) == 0
    retry_jobs(times=2)
    assert stored(ids) == 1


def test_a_fetch_that_always_fails_ends(athlete: Athlete) -> None:
    athlete.fail("500", ("detail",), times=1000)
    deliver(*created(athlete, add_activities(athlete)))
    run_jobs()
    retry_jobs(times=6)
    assert not Job.objects.exists()


def test_a_fetch_waits_for_the_platforms_limit(athlete: Athlete) -> None:
    ids = add_activities(athlete, 2)
    athlete.fail("429", ("list",))
    deliver(*created(athlete, ids))
    reads = athlete.reads()
    run_jobs()
    assert Connection.objects.get().waiting_until is not None
    pass_time(minutes=10)
    assert (stored(ids), athlete.reads() - reads) == (0, 1)
    Connection.objects.update(waiting_until=None)
    pass_time(minutes=30)
    assert stored(ids) == 2


def test_pausing_ends_what_waits(athlete: Athlete) -> None:
    ids, reads = add_activities(athlete, 2), athlete.reads()
    deliver(*created(athlete, ids))
    Connection.objects.update(is_paused=True)
    run_jobs()
    assert (stored(ids), athlete.reads()) == (0, reads)
    assert not Job.objects.exists()


def test_a_grant_that_ended_ends_what_waits(athlete: Athlete, sandbox: Sandbox) -> None:
    deliver(*created(athlete, add_activities(athlete, 2)))
    sandbox.database.grants.revoke_all(athlete.code)
    run_jobs()
    assert Connection.objects.get().state == "reconnect"
    assert not Job.objects.exists()


def test_both_accounts_of_an_athlete_get_the_activity(sandbox: Sandbox, alice: Account, mallory: Account) -> None:
    with owner_scope(alice):
        athlete = pulled(sandbox, "small")
    with owner_scope(mallory):
        other = pulled(sandbox, "small")
        Connection.objects.update(athlete_id=athlete.connection.athlete_id)
        others = add_activities(other)
    with owner_scope(alice):
        ids = add_activities(athlete)
    deliver(*created(athlete, [*ids, *others]))
    run_queue()
    for account, own in ((alice, ids), (mallory, others)):
        with owner_scope(account):
            assert stored(own) == 1 == stored([*ids, *others])


def test_a_quiet_day_with_a_push_costs_a_call_more(athlete: Athlete) -> None:
    reads = athlete.reads()
    deliver(*created(athlete, add_activities(athlete)))
    run_jobs()
    schedule_pulls()
    run_jobs()
    assert athlete.reads() - reads == 1
