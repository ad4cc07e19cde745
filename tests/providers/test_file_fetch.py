"""A click on the page of a workout fetches the original file from RideWithGPS; nothing else fetches files."""

import html
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.jobs.models import Job
from accounts.models import Account
from activities.models import Activity, SourceFile
from activities.services.delete import delete_source_files
from matching.models import Workout
from providers.models import Connection, FileFetch
from providers.sandbox.server import Sandbox
from providers.services.call_provider import platform_for
from providers.services.disconnect import disconnect
from tests.providers.factories import Athlete, pulled, run_scheduled_pull, run_waiting_jobs
from tests.queries import count_page_queries
from tests.quotas.limits import set_quota
from tests.run_jobs import retry_jobs, run_jobs

pytestmark = pytest.mark.postgres

BUTTON = "Fetch the file"


@pytest.fixture
def athlete(sandbox: Sandbox, as_alice: Account) -> Athlete:
    """Returns an athlete of RideWithGPS whose trips were pulled."""
    return pulled(sandbox, "small", provider="ridewithgps")


@pytest.fixture
def trip(athlete: Athlete) -> Activity:
    """Returns a trip that no other activity shares a workout with, and that is no part of another one."""
    trip: Activity = Activity.objects.filter(provider="ridewithgps", hidden_time=False, parent_id=None).latest("pk")
    return trip


def workout_of(activity: Activity) -> Workout:
    """Returns the activity's workout as it is now."""
    workout: Workout = Workout.objects.get(members__activity=activity)
    return workout


def click(client: Client, activity: Activity, **headers: str) -> str:
    """Presses the button on the page of the activity's workout; returns what the answer says."""
    names = {"provider": activity.provider, "provider_id": activity.provider_id}
    response = client.post(f"/workouts/{workout_of(activity).pk}/file/fetch/", names, follow=True, headers=headers)
    assert response.status_code == 200
    return text_of(response.content)


def page_of(client: Client, activity: Activity) -> str:
    """Returns what the page of the activity's workout says."""
    return text_of(client.get(f"/workouts/{workout_of(activity).pk}/").content)


def text_of(content: bytes) -> str:
    """Returns the text of a page, each run of spaces as one."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content.decode()))).replace(" .", ".")


def file_calls(athlete: Athlete) -> int:
    """Returns how many calls for files the sandbox has answered."""
    calls = athlete.sandbox.database.calls.for_athlete(athlete.code)
    return sum(re.search(r"/trips/\d+\.(fit|tcx|gpx)$", call.target) is not None for call in calls)


def test_a_click_fetches_the_file_which_joins_the_workout(
    alice_client: Client, athlete: Athlete, trip: Activity
) -> None:
    assert BUTTON in page_of(alice_client, trip)
    reads = athlete.reads()
    assert "Fetching the file from RideWithGPS." in click(alice_client, trip)
    run_jobs()
    file = SourceFile.objects.get()
    assert (file.name, file.state) == (f"ridewithgps-{trip.provider_id}.fit", SourceFile.State.READ)
    assert set(workout_of(trip).members.values_list("activity__source_file", flat=True)) == {None, file.pk}
    FileFetch.objects.update(ended_at=timezone.now() - timedelta(hours=1))
    page = page_of(alice_client, trip)
    assert f"Fetched as {file.name}." in page
    assert BUTTON not in page
    assert file.name in text_of(alice_client.get("/files/").content)
    assert (athlete.reads() - reads, file_calls(athlete)) == (1, 1)


def test_the_file_is_byte_by_byte_what_the_platform_gave(
    alice_client: Client, athlete: Athlete, trip: Activity
) -> None:
    given = platform_for(Connection.objects.get()).download(trip.provider_id)
    click(alice_client, trip)
    run_jobs()
    response = alice_client.get(f"/files/{SourceFile.objects.get().pk}/original/")
    assert b"".join(response.streaming_content) == given.content  # type: ignore[attr-defined]


def test_two_clicks_fetch_once(alice_client: Client, athlete: Athlete, trip: Activity) -> None:
    click(alice_client, trip)
    click(alice_client, trip)
    assert Job.objects.filter(kind="files.fetch").count() == 1
    run_jobs()
    click(alice_client, trip)
    run_jobs()
    assert (SourceFile.objects.count(), FileFetch.objects.count(), file_calls(athlete)) == (1, 1, 1)


def test_a_deleted_file_can_be_fetched_again(alice_client: Client, athlete: Athlete, trip: Activity) -> None:
    click(alice_client, trip)
    run_jobs()
    delete_source_files(list(SourceFile.objects.all()))
    run_jobs()
    assert BUTTON in page_of(alice_client, trip)
    click(alice_client, trip)
    run_jobs()
    assert (SourceFile.objects.count(), file_calls(athlete)) == (1, 2)


def test_nothing_but_a_click_fetches_files(sandbox: Sandbox, athlete: Athlete, trip: Activity) -> None:
    sandbox.database.trips.update(int(trip.provider_id), name="Renamed there")
    run_scheduled_pull(athlete.connection)
    run_waiting_jobs()
    assert Activity.objects.filter(name="Renamed there").exists()
    assert (file_calls(athlete), SourceFile.objects.count(), FileFetch.objects.count()) == (0, 0, 0)


def test_an_uploaded_file_is_kept_once(alice_client: Client, athlete: Athlete, trip: Activity) -> None:
    click(alice_client, trip)
    run_jobs()
    FileFetch.objects.all().delete()
    click(alice_client, trip)
    run_jobs()
    FileFetch.objects.update(ended_at=timezone.now() - timedelta(hours=1))
    assert f"Already here as ridewithgps-{trip.provider_id}.fit." in page_of(alice_client, trip)
    assert sorted(SourceFile.objects.values_list("state", flat=True)) == ["copy", "read"]


def test_a_trip_that_is_gone_has_no_file(alice_client: Client, athlete: Athlete, trip: Activity) -> None:
    athlete.sandbox.database.trips.delete(int(trip.provider_id))
    click(alice_client, trip)
    run_jobs()
    page = page_of(alice_client, trip)
    assert "RideWithGPS has no file of this activity." in page
    assert "Try again" in page
    assert (file_calls(athlete), SourceFile.objects.count()) == (2, 0)


def test_without_undocumented_calls_only_the_documented_address_is_called(
    alice_client: Client, athlete: Athlete, trip: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("providers.registrations.SANDBOX_UNDOCUMENTED_CALLS", False)
    athlete.sandbox.database.trips.delete(int(trip.provider_id))
    click(alice_client, trip)
    run_jobs()
    assert file_calls(athlete) == 1


def test_a_failed_fetch_can_be_tried_again(alice_client: Client, athlete: Athlete, trip: Activity) -> None:
    athlete.fail("500", ("file",), times=5)
    click(alice_client, trip)
    run_jobs()
    assert "tracekit tries again at" in page_of(alice_client, trip)
    retry_jobs(4)
    assert "RideWithGPS isn’t responding, so the file was not fetched." in page_of(alice_client, trip)
    assert not Job.objects.filter(kind="files.fetch").exists()
    click(alice_client, trip)
    run_jobs()
    assert SourceFile.objects.get().state == SourceFile.State.READ


def test_a_full_limit_is_waited_for(alice_client: Client, athlete: Athlete, trip: Activity) -> None:
    athlete.fail("429", ("file",), times=1)
    click(alice_client, trip)
    run_jobs()
    assert "Waiting for RideWithGPS’s rate limit until" in page_of(alice_client, trip)
    run_waiting_jobs()
    assert SourceFile.objects.get().state == SourceFile.State.READ


def test_a_revoked_grant_needs_reconnecting(alice_client: Client, athlete: Athlete, trip: Activity) -> None:
    athlete.sandbox.database.grants.revoke_all(athlete.code, athlete.platform)
    click(alice_client, trip)
    run_jobs()
    page = page_of(alice_client, trip)
    assert "RideWithGPS needs reconnecting." in page
    assert "Reconnect RideWithGPS" in page


def test_a_file_that_is_too_large_is_not_saved(
    alice_client: Client, athlete: Athlete, trip: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("activities.parsers.limits.MAX_FILE_SIZE", 100)
    click(alice_client, trip)
    run_jobs()
    assert "The file is larger than 64 MB, so it was not saved." in page_of(alice_client, trip)
    assert (file_calls(athlete), SourceFile.objects.count()) == (1, 0)


def test_a_full_quota_keeps_the_file_out(
    alice_client: Client, athlete: Athlete, trip: Activity, settings: Settings
) -> None:
    settings.HOSTED = True
    set_quota(settings, stored_bytes=10)
    click(alice_client, trip)
    run_jobs()
    assert "Your account has no room for this file, so it was not saved." in page_of(alice_client, trip)
    assert not SourceFile.objects.exists()


def test_a_page_instead_of_a_file_is_refused_like_an_upload(
    alice_client: Client, athlete: Athlete, trip: Activity
) -> None:
    athlete.fail("html", ("file",), times=1)
    click(alice_client, trip)
    run_jobs()
    file = SourceFile.objects.get()
    assert file.state == SourceFile.State.REFUSED
    FileFetch.objects.update(ended_at=timezone.now() - timedelta(hours=1))
    assert f"Fetched, but tracekit can’t read {file.name}." in page_of(alice_client, trip)


def test_a_fetch_of_a_disconnected_platform_ends_without_a_call(
    alice_client: Client, athlete: Athlete, trip: Activity
) -> None:
    click(alice_client, trip)
    assert disconnect(Connection.objects.get())
    run_jobs()
    assert (file_calls(athlete), SourceFile.objects.count(), FileFetch.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize("named", [{}, {"provider": "ridewithgps", "provider_id": "1"}, {"provider": "file"}])
def test_only_an_activity_of_the_workout_has_its_file_fetched(
    named: dict[str, str], alice_client: Client, athlete: Athlete, trip: Activity
) -> None:
    response = alice_client.post(f"/workouts/{workout_of(trip).pk}/file/fetch/", named, follow=True)
    assert "so nothing was fetched" in text_of(response.content)
    assert not FileFetch.objects.exists()


def test_an_activity_of_strava_has_no_button(sandbox: Sandbox, as_alice: Account, alice_client: Client) -> None:
    pulled(sandbox, "small", 3)
    activity = Activity.objects.latest("pk")
    assert BUTTON not in page_of(alice_client, activity)
    assert "so nothing was fetched" in click(alice_client, activity)
    assert not FileFetch.objects.exists()


def test_a_demo_fetches_no_files(alice: Account, alice_client: Client, athlete: Athlete, trip: Activity) -> None:
    Account.objects.filter(pk=alice.pk).update(demo_until=timezone.now() + timedelta(days=1))
    assert BUTTON not in page_of(alice_client, trip)
    assert "A demo takes no files" in click(alice_client, trip)
    assert not FileFetch.objects.exists()


def test_a_page_learns_each_change_once_and_then_stops_asking(
    alice_client: Client, athlete: Athlete, trip: Activity
) -> None:
    script = {"hx-request": "true"}
    part = alice_client.post(
        f"/workouts/{workout_of(trip).pk}/file/fetch/",
        {"provider": "ridewithgps", "provider_id": trip.provider_id},
        headers=script,
    ).content.decode()
    [poll] = re.findall(r'hx-get="([^"]+)"', part)
    poll = html.unescape(poll)
    assert alice_client.get(poll, headers=script).status_code == 204
    run_jobs()
    response = alice_client.get(poll, headers=script)
    assert (response.status_code, response.headers["HX-Trigger"]) == (286, "written")
    assert f"Fetched as ridewithgps-{trip.provider_id}.fit." in text_of(response.content)
    assert alice_client.get(poll).headers["Location"].endswith("#fields")


def test_the_page_of_a_fetched_file_takes_few_queries(alice_client: Client, athlete: Athlete, trip: Activity) -> None:
    address = f"/workouts/{workout_of(trip).pk}/"
    before = count_page_queries(alice_client, address)
    click(alice_client, trip)
    run_jobs()
    FileFetch.objects.update(ended_at=timezone.now() - timedelta(hours=1))
    assert count_page_queries(alice_client, address) <= before + 1
