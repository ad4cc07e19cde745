"""RideWithGPS is pulled with few calls: a list first, then its change feed, deletions included."""

import pytest

from accounts.models import Account
from activities.models import Activity
from providers.models import Connection, Gear, Pull
from providers.sandbox.server import Sandbox
from providers.services.call_provider import call_provider, platform_for
from providers.services.disconnect import disconnect
from providers.services.push import WRITERS
from tests.providers.factories import Athlete, pulled, run_scheduled_pull, run_waiting_jobs
from tests.run_jobs import run_jobs

pytestmark = pytest.mark.postgres


@pytest.fixture
def athlete(sandbox: Sandbox, as_alice: Account) -> Athlete:
    """Returns an athlete whose 300 trips were pulled."""
    return pulled(sandbox, "demo", 300, provider="ridewithgps")


def quiet_day(athlete: Athlete) -> int:
    """Runs the scheduled pull; returns the number of its calls."""
    before = athlete.reads()
    run_scheduled_pull(Connection.objects.get())
    return athlete.reads() - before


def test_a_first_pull_stores_all_trips_with_their_gear_in_few_calls(athlete: Athlete) -> None:
    assert athlete.reads() <= 7
    assert Activity.objects.filter(provider="ridewithgps").count() == 300
    assert Activity.objects.exclude(gear_id=None).exclude(gear_label=None).exists()
    assert not Activity.objects.exclude(gear_id=None).filter(gear_label=None).exists()
    assert Gear.objects.exists()
    pull = Pull.objects.get()
    assert (pull.listed_count, pull.new_count, pull.expected_count) == (300, 300, 300)
    assert athlete.writes() == 0


def test_without_undocumented_calls_a_first_pull_takes_two_calls(
    sandbox: Sandbox, as_alice: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("providers.registrations.SANDBOX_UNDOCUMENTED_CALLS", False)
    athlete = pulled(sandbox, "demo", 300, provider="ridewithgps")
    assert athlete.reads() == 2
    assert Activity.objects.count() == 300
    assert not Gear.objects.exists()
    assert not Connection.objects.get().can_write("name")


def test_a_quiet_day_costs_one_call(athlete: Athlete) -> None:
    assert quiet_day(athlete) == 1
    assert quiet_day(athlete) == 1
    assert Pull.objects.filter(ended_at=None).count() == 0


def test_a_changed_trip_is_fetched_alone_and_keeps_its_gear(sandbox: Sandbox, athlete: Athlete) -> None:
    trip = sandbox.database.trips.newest_first(athlete.code, limit=1)[0]
    sandbox.database.trips.update(trip.id, name="Up the hill")
    assert quiet_day(athlete) == 2
    stored = Activity.objects.get(provider_id=str(trip.id))
    assert (stored.name, bool(stored.gear_label)) == ("Up the hill", bool(trip.fixture.gear))


def test_many_changed_trips_are_listed_and_keep_their_gear(sandbox: Sandbox, athlete: Athlete) -> None:
    before = dict(Activity.objects.values_list("provider_id", "gear_label"))
    for trip in sandbox.database.trips.newest_first(athlete.code, limit=30):
        sandbox.database.trips.update(trip.id, name="On tour")
    assert quiet_day(athlete) == 2
    assert Activity.objects.filter(name="On tour").count() == 30
    assert dict(Activity.objects.values_list("provider_id", "gear_label")) == before


def test_a_deleted_trip_is_deleted_here(sandbox: Sandbox, athlete: Athlete) -> None:
    trip = sandbox.database.trips.newest_first(athlete.code, limit=1)[0]
    sandbox.database.trips.delete(trip.id)
    assert quiet_day(athlete) == 2  # the feed, and the call that confirms it
    assert Activity.objects.count() == 299
    assert not Activity.objects.filter(provider_id=str(trip.id)).exists()


def test_a_revoked_grant_costs_one_refused_call_and_then_none(sandbox: Sandbox, athlete: Athlete) -> None:
    sandbox.database.grants.revoke_all(athlete.code, athlete.platform)
    assert quiet_day(athlete) == 1
    assert Connection.objects.get().state == Connection.State.RECONNECT
    for _ in range(7):
        assert quiet_day(athlete) == 0


def test_a_failure_of_the_feed_loses_no_change(sandbox: Sandbox, athlete: Athlete) -> None:
    trip = sandbox.database.trips.newest_first(athlete.code, limit=1)[0]
    sandbox.database.trips.update(trip.id, name="Not lost")
    athlete.fail("500", ("changes",), times=1)
    run_scheduled_pull(athlete.connection)
    assert not Activity.objects.filter(name="Not lost").exists()
    run_waiting_jobs()
    assert Activity.objects.filter(name="Not lost").exists()


def test_the_writer_renames_and_sets_the_gear(sandbox: Sandbox, athlete: Athlete) -> None:
    trip = sandbox.database.trips.newest_first(athlete.code, limit=1)[0]
    gear = sandbox.database.ridewithgps_users.gear(athlete.code)[0]
    connection = Connection.objects.get()
    platform = platform_for(connection)
    for field, value in (("name", "By the river"), ("gear_id", str(gear.id))):
        call_provider(connection, WRITERS["ridewithgps"].write, str(trip.id), field, value)
    record = platform.activity(str(trip.id))
    assert (record.name, record.gear_id) == ("By the river", str(gear.id))


def test_disconnecting_revokes_the_grant_and_makes_no_other_call(sandbox: Sandbox, athlete: Athlete) -> None:
    before = athlete.reads()
    assert disconnect(Connection.objects.get())
    run_jobs()
    assert not Connection.objects.exists()
    assert not Activity.objects.exists()
    assert athlete.reads() == before
