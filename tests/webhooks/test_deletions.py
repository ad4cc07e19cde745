"""A deletion at the platform is mirrored once a call has confirmed it; many at once wait for the athlete."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.jobs.models import Job
from accounts.models import Account, Notification
from accounts.scope import owner_scope
from activities.models import Activity
from matching.models import Workout
from providers.models import Connection, PlatformDeletion, Pull
from providers.sandbox.server import Sandbox
from providers.services.confirm_deletions import resume_confirmations
from providers.services.platform_deletions import MAX_COUNT, max_without_answer
from providers.services.start_pull import start_pull
from tests.activities.factories import ride_files, upload_files
from tests.providers.factories import Athlete, connected, pulled
from tests.run_jobs import retry_jobs, run_jobs
from tests.webhooks.events import deliver, pass_time, strava_event

pytestmark = pytest.mark.postgres


@pytest.fixture
def athlete(sandbox: Sandbox, as_alice: Account) -> Athlete:
    """Returns an athlete whom Alice has connected, after the first pull."""
    return pulled(sandbox, "demo", 100)


def newest_ids(athlete: Athlete, count: int) -> list[str]:
    return [str(activity.id) for activity in athlete.sandbox.database.activities.for_athlete(athlete.code, limit=count)]


def delete_on_strava(athlete: Athlete, ids: list[str]) -> None:
    for id in ids:
        athlete.sandbox.database.activities.delete(int(id))


def tell_deleted(athlete: Athlete, ids: list[str]) -> None:
    """Delivers the events of deletions, and lets the ten minutes pass in which they are collected."""
    deliver(*(strava_event(athlete.connection.athlete_id, id, "delete") for id in ids))
    run_jobs()
    pass_time(minutes=10)


def pull_all(athlete: Athlete) -> None:
    start_pull(athlete.connection, Pull.Kind.FULL)
    run_jobs()


def stored(ids: list[str]) -> int:
    return Activity.objects.filter(provider="strava", provider_id__in=ids).count()


def count_details(athlete: Athlete) -> int:
    """Returns how often an activity was asked for by its id."""
    return sum("/activities/" in call.target for call in athlete.sandbox.database.calls.for_athlete(athlete.code))


def states() -> set[str]:
    return set(PlatformDeletion.objects.values_list("state", flat=True))


@pytest.mark.parametrize(
    ("activities", "limit"), [(0, 1), (1, 1), (39, 1), (40, 2), (100, 5), (400, 20), (401, MAX_COUNT), (90_000, 20)]
)
def test_the_limit_is_a_count_and_a_percentage(activities: int, limit: int) -> None:
    assert max_without_answer(activities) == limit


def test_a_deletion_is_confirmed_and_mirrored(athlete: Athlete) -> None:
    ids, workouts, reads = newest_ids(athlete, 3), Workout.objects.count(), athlete.reads()
    delete_on_strava(athlete, ids)
    tell_deleted(athlete, ids)
    assert stored(ids) == 0
    assert Activity.objects.count() == 97
    assert Workout.objects.count() == workouts - 3
    assert athlete.reads() - reads == 3
    assert not PlatformDeletion.objects.exists()
    assert not Job.objects.exists()


def test_a_workout_goes_on_with_its_other_activities(athlete: Athlete) -> None:
    upload_files(ride_files(1))
    run_jobs()
    [file_activity] = Activity.objects.filter(provider="file")
    ids = newest_ids(athlete, 1)
    Activity.objects.filter(provider_id__in=ids).update(
        started_at=file_activity.started_at, elapsed_s=file_activity.elapsed_s, distance_m=file_activity.distance_m
    )
    delete_on_strava(athlete, ids)
    tell_deleted(athlete, ids)
    assert Activity.objects.filter(pk=file_activity.pk).exists()
    assert Workout.objects.filter(leader=file_activity).exists()


def test_nothing_is_asked_of_the_platform_before_ten_minutes(athlete: Athlete) -> None:
    ids, reads = newest_ids(athlete, 1), athlete.reads()
    delete_on_strava(athlete, ids)
    deliver(strava_event(athlete.connection.athlete_id, ids[0], "delete"))
    run_jobs()
    assert (stored(ids), athlete.reads()) == (1, reads)


def test_a_forged_deletion_changes_nothing_and_costs_one_call_a_day(athlete: Athlete) -> None:
    ids, reads = newest_ids(athlete, 2), athlete.reads()
    for _ in range(5):
        tell_deleted(athlete, ids)
    assert (stored(ids), athlete.reads() - reads) == (2, 2)
    assert states() == {"present"}
    delete_on_strava(athlete, ids)
    pass_time(hours=24)
    tell_deleted(athlete, ids)
    assert stored(ids) == 0


def test_an_activity_that_is_still_there_is_confirmed_as_it_is_there(athlete: Athlete) -> None:
    (id,) = newest_ids(athlete, 1)
    Activity.objects.filter(provider_id=id).update(confirmed_at=timezone.now() - timedelta(days=6))
    athlete.sandbox.database.activities.update(int(id), "athlete", name="Still there")
    tell_deleted(athlete, [id])
    activity = Activity.objects.get(provider_id=id)
    assert activity.name == "Still there"
    assert timezone.now() - activity.confirmed_at < timedelta(days=1)


def test_activities_that_are_not_here_cost_no_call(athlete: Athlete) -> None:
    reads = athlete.reads()
    tell_deleted(athlete, ["123", "456"])
    assert athlete.reads() == reads
    assert not PlatformDeletion.objects.exists()


def test_a_file_with_the_same_id_is_not_touched(athlete: Athlete) -> None:
    upload_files(ride_files(1))
    run_jobs()
    Activity.objects.filter(provider="file").update(provider_id="123")
    tell_deleted(athlete, ["123"])
    assert Activity.objects.filter(provider="file").exists()


@pytest.mark.parametrize("fault", ["500", "html", "429", "403", "422"])
def test_another_answer_keeps_the_activity_until_it_is_confirmed(athlete: Athlete, fault: str) -> None:
    ids = newest_ids(athlete, 1)
    delete_on_strava(athlete, ids)
    athlete.fail(fault, ("detail",))
    tell_deleted(athlete, ids)
    if fault in ("html", "403", "422"):  # an answer that cannot be read is one, and so is another refusal
        assert (stored(ids), states()) == (1, {"present"})
        return
    assert (stored(ids), states()) == (1, {"waiting"})
    Connection.objects.update(waiting_until=None)
    retry_jobs(times=2)
    assert stored(ids) == 0


def test_a_long_outage_delays_it_by_hours_and_not_for_good(athlete: Athlete) -> None:
    ids = newest_ids(athlete, 2)
    delete_on_strava(athlete, ids)
    athlete.fail("500", ("detail",), times=1000)
    tell_deleted(athlete, ids)
    retry_jobs(times=12)
    assert not Job.objects.exists()
    assert stored(ids) == 2
    athlete.sandbox.database.faults.clear(athlete.code)
    resume_confirmations()
    run_jobs()
    assert stored(ids) == 0


def test_what_nobody_confirms_within_two_days_is_forgotten(athlete: Athlete) -> None:
    ids = newest_ids(athlete, 1)
    tell_deleted(athlete, ids)
    PlatformDeletion.objects.update(state="waiting")
    pass_time(hours=49)
    resume_confirmations()
    assert not PlatformDeletion.objects.exists()
    assert stored(ids) == 1


def test_a_broken_grant_deletes_nothing_and_is_not_asked_again(athlete: Athlete, sandbox: Sandbox) -> None:
    ids = newest_ids(athlete, 1)
    deliver(strava_event(athlete.connection.athlete_id, ids[0], "delete"))
    sandbox.database.grants.revoke_all(athlete.code)
    pass_time(minutes=10)
    reads = sandbox.database.calls.counts(athlete.code)
    for _ in range(3):
        resume_confirmations()
        run_jobs()
    assert sandbox.database.calls.counts(athlete.code) == reads
    assert stored(ids) == 1


def test_many_at_once_wait_for_the_athlete(athlete: Athlete, alice_client: Client) -> None:
    ids, reads = newest_ids(athlete, 6), athlete.reads()
    delete_on_strava(athlete, ids)
    tell_deleted(athlete, ids)
    assert (stored(ids), athlete.reads(), states()) == (6, reads, {"asking"})
    assert Notification.objects.filter(kind="connection.deletions").exists()
    page = alice_client.get(f"/connections/{athlete.connection.pk}/").content.decode()
    assert "6 activities seem to be gone on Strava" in page
    assert "Strava" in alice_client.get("/sync/").content.decode()


def answer(client: Client, athlete: Athlete, choice: str) -> str:
    path = f"/connections/{athlete.connection.pk}/deletions/"
    return client.post(path, {"answer": choice}, follow=True).content.decode()


def test_the_athlete_deletes_them_here_too(athlete: Athlete, alice_client: Client) -> None:
    """Each is confirmed still: one that is there stays."""
    ids = newest_ids(athlete, 7)
    delete_on_strava(athlete, ids[:-1])
    tell_deleted(athlete, ids)
    page = answer(alice_client, athlete, "delete")
    assert "seem to be gone" not in page
    run_jobs()
    assert (stored(ids[:-1]), stored(ids[-1:])) == (0, 1)
    assert not Notification.objects.filter(kind="connection.deletions").exists()


def test_the_athlete_keeps_them_and_is_not_asked_again(athlete: Athlete, alice_client: Client) -> None:
    ids = newest_ids(athlete, 6)
    delete_on_strava(athlete, ids)
    tell_deleted(athlete, ids)
    reads = athlete.reads()
    assert "seem to be gone" not in answer(alice_client, athlete, "keep")
    run_jobs()
    tell_deleted(athlete, ids)
    assert (stored(ids), athlete.reads(), states()) == (6, reads, {"declined"})
    pull_all(athlete)
    assert (stored(ids), states()) == (6, {"declined"})
    assert not Notification.objects.filter(kind="connection.deletions").exists()


@pytest.mark.parametrize("choice", ["", "maybe"])
def test_another_answer_is_none(athlete: Athlete, alice_client: Client, choice: str) -> None:
    ids = newest_ids(athlete, 6)
    tell_deleted(athlete, ids)
    answer(alice_client, athlete, choice)
    assert (stored(ids), states()) == (6, {"asking"})


def test_nobody_answers_for_another_account(sandbox: Sandbox, alice: Account, mallory_client: Client) -> None:
    with owner_scope(alice):
        athlete = pulled(sandbox, "demo", 100)
    tell_deleted(athlete, newest_ids(athlete, 6))
    path = f"/connections/{athlete.connection.pk}/deletions/"
    assert mallory_client.post(path, {"answer": "delete"}).status_code == 404
    with owner_scope(alice):
        assert states() == {"asking"}


def test_deletions_told_one_by_one_count_together(athlete: Athlete) -> None:
    ids = newest_ids(athlete, 8)
    tell_deleted(athlete, ids[:4])
    assert states() == {"present"}
    tell_deleted(athlete, ids[4:])
    assert states() == {"present", "asking"}


def test_a_full_pull_notices_what_is_gone(athlete: Athlete) -> None:
    ids, reads = newest_ids(athlete, 3), athlete.reads()
    delete_on_strava(athlete, ids)
    pull_all(athlete)
    assert stored(ids) == 0
    assert Activity.objects.count() == 97
    calls = athlete.sandbox.database.calls.for_athlete(athlete.code)
    confirmations = [call for call in calls if "/activities/" in call.target]
    assert len(confirmations) == 3
    assert athlete.reads() - reads <= 3 + 3


def test_a_full_pull_that_lists_everything_asks_for_nothing(athlete: Athlete) -> None:
    pull_all(athlete)
    assert not PlatformDeletion.objects.exists()
    assert count_details(athlete) == 0


def test_a_pull_of_some_days_deletes_nothing(athlete: Athlete) -> None:
    ids = newest_ids(athlete, 3)
    delete_on_strava(athlete, ids)
    start_pull(athlete.connection, Pull.Kind.DAILY)
    run_jobs()
    assert stored(ids) == 3


def test_a_full_pull_that_omits_much_deletes_nothing(athlete: Athlete) -> None:
    """As when a platform has an outage, or the athlete has narrowed the grant."""
    ids = newest_ids(athlete, 50)
    delete_on_strava(athlete, ids)
    reads = athlete.reads()
    pull_all(athlete)
    assert (stored(ids), states()) == (50, {"asking"})
    assert athlete.reads() - reads <= 3


def test_an_activity_that_cannot_be_read_is_kept(athlete: Athlete) -> None:
    ids = newest_ids(athlete, 1)
    athlete.fail("no_date")
    athlete.fail("no_date", ("detail",))
    pull_all(athlete)
    assert (stored(ids), states()) == (1, {"present"})


def test_a_first_pull_deletes_nothing_that_files_have_brought(sandbox: Sandbox, as_alice: Account) -> None:
    upload_files(ride_files(2))
    connected(sandbox, "small")
    run_jobs()
    assert Activity.objects.filter(provider="file").count() == 2
    assert not PlatformDeletion.objects.exists()


def test_only_the_account_itself_is_changed(sandbox: Sandbox, alice: Account, mallory: Account) -> None:
    """Both accounts belong to the same athlete of the platform; each has its copy."""
    with owner_scope(alice):
        athlete = pulled(sandbox, "demo", 100)
    with owner_scope(mallory):
        pulled(sandbox, "demo", 100)
        Connection.objects.update(athlete_id=athlete.connection.athlete_id)
        count = Activity.objects.count()
    with owner_scope(alice):
        ids = newest_ids(athlete, 2)
        delete_on_strava(athlete, ids)
        Activity.objects.filter(provider_id__in=ids).update(confirmed_at=timezone.now() - timedelta(hours=1))
    tell_deleted(athlete, ids)
    with owner_scope(alice):
        assert stored(ids) == 0
    with owner_scope(mallory):
        assert Activity.objects.count() == count
        assert not PlatformDeletion.objects.exists()
