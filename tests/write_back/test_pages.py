"""Pages offer the click, say how far a write-back is, and refuse what is not proposed."""

import html
import re
import uuid
from typing import Any

import pytest
from django.test import Client

from accounts.jobs.models import Job
from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import Activity
from matching.models import Workout, WriteBack
from matching.services.rematch import rematch_all
from providers.models import Connection
from providers.sandbox.server import Sandbox
from tests.markup import compact
from tests.providers.factories import reconnected
from tests.queries import count_queries
from tests.run_jobs import run_jobs
from tests.write_back.factories import Ride, create_ride, run_waiting_jobs

pytestmark = pytest.mark.postgres


def readable_page(answer: Any) -> str:
    """Returns the page as a person reads it."""
    assert answer.status_code == 200
    return compact(html.unescape(answer.content.decode()))


HTMX = {"HX-Request": "true"}
State = WriteBack.State


def submit_proposal(ride: Ride, client: Client, *, htmx: bool = False, **other: Any) -> Any:
    """Submits the form of the proposal, as the page has it."""
    page = compact(client.get(f"/workouts/{ride.workout.pk}/").content.decode())
    (form,) = re.findall(r'<form method="post" action="(/workouts/[^"]+/write/)"', page) or [None]
    assert form
    form_values = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', html.unescape(page)))
    assert form_values["expected_before"] == ride.strava_name
    return client.post(form, form_values | other, headers=HTMX if htmx else {})


def review_url(ride: Ride) -> str:
    day = ride.workout.local_date
    return f"/review/{day:%Y}/{day:%m}/"


def poll(client: Client, row: WriteBack, seen: str = "") -> Any:
    return client.get(f"/writes/{row.pk}/?seen={seen}", headers=HTMX)


def test_a_click_is_followed_to_its_end_and_undone(ride: Ride, alice_client: Client) -> None:
    answer = submit_proposal(ride, alice_client, htmx=True)
    row = WriteBack.objects.get()
    assert "reading" in readable_page(answer)
    seen = re.findall(r"seen=([^\"&]+)", answer.content.decode())[0]
    assert poll(alice_client, row, seen).status_code == 204
    run_jobs()
    end = poll(alice_client, row, seen)
    assert (end.status_code, end.headers["HX-Trigger"]) == (286, "written")
    assert "Renamed on Strava." in end.content.decode()
    page = readable_page(alice_client.get(f"/workouts/{ride.workout.pk}/"))
    assert "What was written" in page
    assert "Rename on Strava:" not in page
    assert "value differs" not in page
    answer = alice_client.post(f"/writes/{row.pk}/undo/")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/workouts/{ride.workout.pk}/#written")
    run_jobs()
    assert ride.current_strava_name() == ride.strava_name
    assert "Original Strava name restored." in readable_page(alice_client.get(f"/workouts/{ride.workout.pk}/"))
    assert ride.count_writes() == 2


def test_without_a_script_a_click_leads_back_to_the_workout(ride: Ride, alice_client: Client) -> None:
    answer = submit_proposal(ride, alice_client)
    assert answer.status_code == 303
    assert "reading" in readable_page(alice_client.get(answer.headers["Location"]))
    run_jobs()
    assert "Renamed on Strava." in readable_page(alice_client.get(answer.headers["Location"]))


def test_a_second_press_is_the_same_row_also_when_it_is_done(ride: Ride, alice_client: Client) -> None:
    form_values = {"provider": "strava", "provider_id": ride.provider_id, "field": "name"}
    form_values |= {"expected_before": ride.strava_name, "desired_after": ride.file_name}
    for _ in range(3):
        assert "write" in readable_page(
            alice_client.post(f"/workouts/{ride.workout.pk}/write/", form_values, headers=HTMX)
        )
        run_jobs()
    assert WriteBack.objects.count() == ride.count_writes() == 1


@pytest.mark.parametrize(
    "other",
    [
        {"desired_after": "Mine"},
        {"expected_before": "Older"},
        {"field": "distance_m"},
        {"provider": "file"},
        {"provider_id": "\0"},
    ],
)
def test_a_change_that_is_not_proposed_is_not_written(ride: Ride, alice_client: Client, other: dict[str, Any]) -> None:
    answer = submit_proposal(ride, alice_client, htmx=True, **other)
    assert "so nothing was written" in readable_page(answer)
    answer = submit_proposal(ride, alice_client, **other)
    assert "so nothing was written" in readable_page(alice_client.get(answer.url))
    assert not WriteBack.objects.exists()
    assert not Job.objects.exists()


def test_the_review_proposes_changes_and_shows_new_results_for_a_while(ride: Ride, alice_client: Client) -> None:
    page = readable_page(alice_client.get(review_url(ride)))
    assert "Nothing changes on Strava until you click." in page
    assert f"Rename on Strava: from {ride.strava_name} to {ride.file_name}" in page
    calendar = readable_page(alice_client.get(review_url(ride).replace("review", "calendar")))
    assert re.search(r"Review \d+ changes?<", calendar)
    ride.request_rename()
    assert "reading" in readable_page(alice_client.get(review_url(ride)))
    run_jobs()
    page = readable_page(alice_client.get(review_url(ride)))
    assert "Renamed on Strava." in page
    assert f"Undo on Strava: {ride.file_name}, back to {ride.strava_name}" in page


def test_differences_that_cannot_be_written_have_no_button(ride: Ride, alice_client: Client) -> None:
    Activity.objects.filter(provider="strava", provider_id=ride.provider_id).update(
        distance_m=1_000, name=ride.file_name
    )
    page = readable_page(alice_client.get(review_url(ride)))
    assert "Distance on Strava" in page
    assert "Nothing tracekit can change." in page
    assert "in values that tracekit can’t change" in page
    assert "/write/" not in page


def test_a_month_without_differences_says_so_and_leads_to_the_nearest_one(ride: Ride, alice_client: Client) -> None:
    page = readable_page(alice_client.get("/review/2020/02/"))
    assert "Nothing to review in February 2020" in page
    assert review_url(ride) in page
    WriteBack.objects.all().delete()
    assert alice_client.get("/review/2020/13/").status_code == 404


def test_a_conflict_shows_three_values_and_can_be_decided(ride: Ride, alice_client: Client) -> None:
    ride.request_rename()
    ride.rename_on_strava("With the club")
    run_jobs()
    page = readable_page(alice_client.get(f"/workouts/{ride.workout.pk}/"))
    assert "It was changed there in the meantime, to “With the club”. Nothing was written." in page
    assert "When we last checked" in page
    assert "Rename on Strava all the same" in page
    form_values = {"provider": "strava", "provider_id": ride.provider_id, "field": "name"}
    alice_client.post(
        f"/workouts/{ride.workout.pk}/write/",
        form_values | {"expected_before": "With the club", "desired_after": ride.file_name},
    )
    run_jobs()
    assert ride.current_strava_name() == ride.file_name
    assert ride.count_writes() == 1


def test_a_failure_has_a_message_and_can_be_retried(ride: Ride, alice_client: Client) -> None:
    ride.add_fault("inactive", ("detail",))
    row = ride.request_rename()
    run_jobs()
    page = readable_page(alice_client.get(f"/workouts/{ride.workout.pk}/"))
    assert "has turned off access for this install. The operator can see this. Nothing was changed." in page
    assert "reading" in readable_page(alice_client.post(f"/writes/{row.pk}/retry/", headers=HTMX))
    run_jobs()
    assert "Renamed on Strava." in readable_page(alice_client.get(f"/writes/{row.pk}/"))


def test_an_unknown_outcome_is_called_unknown(ride: Ride, alice_client: Client) -> None:
    ride.add_fault("500", ("rename",), times=6)
    row = ride.request_rename()
    run_jobs()
    form_values = readable_page(alice_client.get(f"/writes/{row.pk}/"))
    assert "We don’t know whether Strava made the change. tracekit checks before trying again at " in form_values
    for _ in range(7):
        run_waiting_jobs()
    end = poll(alice_client, row)
    assert (end.status_code, end.headers["HX-Trigger"]) == (286, "written")
    assert "We don’t know whether it was renamed." in end.content.decode()
    assert "Check again" in end.content.decode()


def test_a_waiting_write_back_says_for_what_and_until_when(ride: Ride, alice_client: Client) -> None:
    ride.add_fault("429", ("detail",))
    row = ride.request_rename()
    run_jobs()
    until = ride.connection.waiting_until
    assert until
    page = readable_page(alice_client.get(f"/writes/{row.pk}/"))
    assert "Waiting for Strava’s rate limit until " in page
    assert f"{until.astimezone(row.owner.zone):%H:%M}" in page


def test_a_write_back_can_be_withdrawn_before_it_is_sent(ride: Ride, alice_client: Client) -> None:
    ride.add_fault("429", ("detail",))
    row = ride.request_rename()
    run_jobs()
    assert "Don’t write" in readable_page(alice_client.get(f"/writes/{row.pk}/"))
    answer = alice_client.post(f"/writes/{row.pk}/withdraw/", headers=HTMX)
    assert "Not renamed on Strava. Nothing was changed." in readable_page(answer)
    assert answer.headers["HX-Trigger"] == "written"
    run_waiting_jobs()
    assert (ride.count_writes(), ride.current_strava_name()) == (0, ride.strava_name)
    assert "Rename on Strava: from" in readable_page(alice_client.get(f"/workouts/{ride.workout.pk}/"))


def test_a_write_back_cannot_be_withdrawn_after_it_was_sent(ride: Ride, alice_client: Client) -> None:
    ride.add_fault("500", ("rename",))
    row = ride.request_rename()
    run_jobs()
    assert "Don’t write" not in readable_page(alice_client.get(f"/writes/{row.pk}/"))
    alice_client.post(f"/writes/{row.pk}/withdraw/")
    assert WriteBack.objects.get().state == State.SENT


def test_without_the_granted_scope_a_reason_stands_in_place_of_the_button(
    sandbox: Sandbox, as_alice: Account, alice_client: Client
) -> None:
    ride = create_ride(sandbox, frozenset({"read", "activity:read_all", "profile:read_all"}))
    for path in (f"/workouts/{ride.workout.pk}/", review_url(ride)):
        page = readable_page(alice_client.get(path))
        assert "tracekit can read Strava but not rename there. Reconnect to allow it." in page
        assert "/connections/new/strava/" in page
        assert "/write/" not in page
    form_values = {"provider": "strava", "provider_id": ride.provider_id, "field": "name"}
    form_values |= {"expected_before": ride.strava_name, "desired_after": ride.file_name}
    answer = alice_client.post(f"/workouts/{ride.workout.pk}/write/", form_values, headers=HTMX)
    assert "tracekit can read Strava but not rename there." in readable_page(answer)
    assert not WriteBack.objects.exists()


def test_where_undocumented_calls_are_not_allowed_a_reason_stands_in_place_of_the_button(
    ride: Ride, alice_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("providers.registrations.SANDBOX_UNDOCUMENTED_CALLS", False)
    reconnected(ride.athlete.sandbox, ride.athlete.code, provider="ridewithgps")
    run_jobs()
    Activity.objects.filter(provider="ridewithgps").update(name="Morning Ride")
    rematch_all()
    page = readable_page(alice_client.get(f"/workouts/{ride.workout.pk}/"))
    assert "This install can’t rename on RideWithGPS: it makes only the calls that RideWithGPS documents." in page
    assert "Reconnect RideWithGPS" not in page


@pytest.mark.parametrize(("state", "why"), [("reconnect", "needs reconnecting"), ("unavailable", "turned off access")])
def test_a_connection_that_does_not_work_has_no_button(ride: Ride, alice_client: Client, state: str, why: str) -> None:
    Connection.objects.update(state=state)
    page = readable_page(alice_client.get(f"/workouts/{ride.workout.pk}/"))
    assert why in page
    assert "/write/" not in page


def test_a_name_with_markup_is_shown_as_text(ride: Ride, alice_client: Client) -> None:
    ride.request_rename()
    ride.rename_on_strava("<script>alert(1)</script>")
    run_jobs()
    for path in (f"/workouts/{ride.workout.pk}/", review_url(ride), f"/writes/{WriteBack.objects.get().pk}/"):
        assert b"<script>alert" not in alice_client.get(path).content


def test_the_workout_links_to_the_platform(ride: Ride, alice_client: Client) -> None:
    page = readable_page(alice_client.get(f"/workouts/{ride.workout.pk}/"))
    assert (
        f'<a class="link-target" href="{ride.athlete.sandbox.url}/activities/{ride.provider_id}">View on Strava</a>'
        in page
    )


def test_write_backs_of_another_account_are_not_found(sandbox: Sandbox, alice: Account, mallory_client: Client) -> None:
    with owner_scope(alice):
        ride = create_ride(sandbox)
        row = ride.request_rename()
        paths = [f"/workouts/{ride.workout.pk}/write/"]
    paths += [f"/writes/{row.pk}/{do}" for do in ("undo/", "retry/", "withdraw/")]
    for path in paths:
        foreign = mallory_client.post(path)
        unknown = mallory_client.post(re.sub(r"[0-9a-f-]{36}", str(uuid.uuid4()), path))
        assert foreign.status_code == unknown.status_code == 404
        assert mallory_client.get(path).status_code == 405
    assert mallory_client.get(f"/writes/{row.pk}/").status_code == 404


def test_reading_pages_changes_nothing(ride: Ride, alice_client: Client) -> None:
    row = ride.request_rename()
    before = list(WriteBack.objects.values())
    for path in (f"/workouts/{ride.workout.pk}/", review_url(ride), f"/writes/{row.pk}/"):
        alice_client.get(path)
    assert list(WriteBack.objects.values()) == before
    assert ride.count_writes() == 0


def count_page_queries(client: Client, path: str) -> int:
    return count_queries(lambda: readable_page(client.get(path)))


def test_pages_keep_to_their_queries(ride: Ride, alice_client: Client) -> None:
    ride.request_rename()
    workout = f"/workouts/{ride.workout.pk}/"
    assert count_page_queries(alice_client, review_url(ride)) <= 12
    assert count_page_queries(alice_client, review_url(ride).replace("review", "calendar")) <= 8
    assert count_page_queries(alice_client, workout) <= 10
    assert count_page_queries(alice_client, f"/writes/{WriteBack.objects.get().pk}/") <= 6
    few = count_page_queries(alice_client, review_url(ride))
    Activity.objects.filter(provider="strava").update(distance_m=1)
    Workout.objects.update(has_differences=True)
    assert count_page_queries(alice_client, review_url(ride)) == few
