"""An athlete has ended a grant only when the platform refuses it; an event of that alone is not believed."""

import pytest
from django.test import Client

from accounts.jobs.models import Job
from accounts.models import Account, Notification, OutboxEntry
from accounts.scope import owner_scope
from activities.models import Activity
from matching.models import Workout
from providers.models import Connection, Gear, Pull
from providers.sandbox.server import Sandbox
from tests.providers.factories import Athlete, pulled, reconnected
from tests.run_jobs import run_jobs
from tests.webhooks.events import deliver, pass_time, revocation

pytestmark = pytest.mark.postgres


@pytest.fixture
def athlete(sandbox: Sandbox, as_alice: Account) -> Athlete:
    """Returns an athlete whom Alice has connected, after the first pull."""
    return pulled(sandbox, "small")


def end_grant(athlete: Athlete) -> None:
    athlete.sandbox.database.grants.revoke_all(athlete.code)


def is_untouched(athlete: Athlete) -> bool:
    before, after = athlete.connection, Connection.objects.first()
    return after is not None and (after.state, after.athlete_id) == ("connected", before.athlete_id)


def test_a_grant_that_ended_there_takes_everything_along(athlete: Athlete, alice_client: Client) -> None:
    athlete_id, reads = athlete.connection.athlete_id, athlete.reads()
    end_grant(athlete)
    deliver(revocation(athlete_id))
    run_jobs()
    assert athlete.reads() - reads <= 1
    for model in (Connection, Pull, Gear, Activity, Workout, Job):
        assert not model._base_manager.exists(), model
    assert not OutboxEntry.objects.filter(kind="providers.revocation").exists()
    assert set(Notification.objects.values_list("kind", flat=True)) == {"connection.ended"}
    page = alice_client.get("/notifications/").content.decode()
    assert "Strava was disconnected" in page
    deliver(revocation(athlete_id))
    assert not Job.objects.exists()


def test_it_is_mirrored_while_the_connection_is_paused(athlete: Athlete) -> None:
    end_grant(athlete)
    Connection.objects.update(is_paused=True)
    deliver(revocation(athlete.connection.athlete_id))
    run_jobs()
    assert not Connection._base_manager.exists()


def test_a_pull_may_have_noticed_it_before(athlete: Athlete) -> None:
    end_grant(athlete)
    Connection.objects.update(state="reconnect")
    deliver(revocation(athlete.connection.athlete_id))
    run_jobs()
    assert not Connection._base_manager.exists()


def test_a_forged_event_changes_nothing(athlete: Athlete) -> None:
    reads, count = athlete.reads(), Activity.objects.count()
    deliver(revocation(athlete.connection.athlete_id))
    run_jobs()
    assert athlete.reads() - reads == 1
    assert Activity.objects.count() == count
    assert is_untouched(athlete)
    assert not Notification.objects.filter(kind="connection.ended").exists()


def test_it_is_checked_once_an_hour(athlete: Athlete) -> None:
    reads = athlete.reads()
    for _ in range(5):
        deliver(*[revocation(athlete.connection.athlete_id)] * 3)
        run_jobs()
        pass_time(minutes=5)
    assert athlete.reads() - reads == 1
    end_grant(athlete)
    pass_time(minutes=40)
    assert not Connection._base_manager.exists()


@pytest.mark.parametrize("fault", ["500", "429", "inactive", "html"])
def test_without_an_answer_it_is_checked_again_an_hour_later(athlete: Athlete, fault: str) -> None:
    end_grant(athlete)
    athlete.fail(fault, ("athlete", "token"))
    deliver(revocation(athlete.connection.athlete_id))
    run_jobs()
    assert Activity.objects.exists()
    assert Connection.objects.exists()
    Connection.objects.update(waiting_until=None)
    pass_time(hours=1)
    assert not Connection._base_manager.exists()


def test_tokens_that_cannot_be_decrypted_prove_nothing(athlete: Athlete) -> None:
    Connection.objects.update(encrypted_tokens=bytes(Connection.objects.get().encrypted_tokens)[:-1] + b"x")
    deliver(revocation(athlete.connection.athlete_id))
    run_jobs()
    assert Connection.objects.get().state == "reconnect"
    assert Activity.objects.exists()


def test_the_notification_goes_with_the_next_connection(athlete: Athlete) -> None:
    end_grant(athlete)
    deliver(revocation(athlete.connection.athlete_id))
    run_jobs()
    reconnected(athlete.sandbox, athlete.code)
    run_jobs()
    assert not Notification.objects.filter(kind="connection.ended").exists()


def test_another_account_of_the_athlete_keeps_what_it_has(sandbox: Sandbox, alice: Account, mallory: Account) -> None:
    """Each account has a grant of its own."""
    with owner_scope(alice):
        athlete = pulled(sandbox, "small")
        end_grant(athlete)
    with owner_scope(mallory):
        pulled(sandbox, "small")
        Connection.objects.update(athlete_id=athlete.connection.athlete_id)
    deliver(revocation(athlete.connection.athlete_id))
    run_jobs()
    with owner_scope(alice):
        assert not Activity.objects.exists()
    with owner_scope(mallory):
        assert Activity.objects.exists()
        assert Connection.objects.get().state == "connected"
