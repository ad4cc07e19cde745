"""What is being deleted is on no page from the click on: each page looks as it will when everything is deleted."""

import re
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from accounts.jobs.models import Worker
from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import Activity, SourceFile, Upload
from matching.engine.decision_kind import DecisionKind
from matching.models import Decision, Member, Question, TrimmedActivity, Workout
from matching.services.decide import decide
from providers.models import Connection, Pull
from tests.every_page.pages import open_pages
from tests.markup import visible_text
from tests.matching.connections import build_record, create_connection, store_records
from tests.matching_pages.factories import create_workout, may_10_plus
from tests.run_jobs import run_queue
from tests.write_back.factories import create_write_back

pytestmark = pytest.mark.postgres

HOUR = 3600
DAY = 24 * HOUR
FILTERS = ("?q=secret", "?on=strava", "?missing=strava", "?state=differs", "?state=possible", "?gear=Secret+bike")
CLOCK = re.compile(r"\d\d:\d\d in Europe/Vienna")
"""The page of the profile says how late it is."""

PAGES_OF_A_DELETION = {
    "/connections/",
    "/connections/new/strava/",
    "/files/",
    "/settings/storage/",
    "/settings/stored/",
}
"""These pages say that something is being deleted."""


def create_history(second_name: str = "In both", strava_name: str = "Secret name of both") -> Connection:
    """Creates workouts in files, on Strava and in both: with a difference, a question, a change, a trimmed activity.

    One workout is in two files and on Strava; the names in the second file and on Strava are given.
    """
    connection = create_connection()
    Pull.objects.create(connection=connection, kind="first", ended_at=timezone.now(), new_count=3)
    create_workout(name="Only in a file")
    both = create_workout(may_10_plus(days=1), name="In both", distance_m=30_000.0)
    create_workout(may_10_plus(days=1, seconds=3), "again.gpx", name=second_name)
    create_workout(may_10_plus(days=2), name="An hour apart", distance_m=12_345.0)
    create_workout(may_10_plus(days=4), name="Asked about")
    store_records(
        build_record(at=DAY, name=strava_name, gear_label="Secret bike", gear_id="b1"),
        build_record(at=2 * DAY + HOUR, name="Secret clock", distance_m=12_345.0),
        build_record(at=3 * DAY, name="Secret climb", sport="run", distance_m=98_765.0),
        build_record(at=-700 * DAY, name="Secret climb of another year"),
    )
    create_write_back(
        connection=connection,
        workout_id=both,
        provider_id="1",
        field="name",
        expected_before="Secret before",
        desired_after="Secret after",
        state="done",
        ended_at=timezone.now(),
    )
    trimmed = {"provider_id": "t1", "confirmed_at": timezone.now() - timedelta(days=9)}
    TrimmedActivity.objects.create(connection=connection, workout_id=both, **trimmed)
    assert Question.objects.exists()
    return connection


def page_texts(client: Client, paths: Iterable[str]) -> dict[str, str]:
    """Returns the text of each page, or that there is none; the first request shows the messages that waited."""
    in_an_hour = timezone.now() + timedelta(hours=1)  # without a live worker each page says that nothing is worked on
    Worker.objects.update_or_create(host="here", pid=1, defaults={"seen_at": in_an_hour})
    client.get("/workouts/")
    responses = {path: client.get(path) for path in paths}
    return {
        path: CLOCK.sub("", visible_text(response.text)) if response.status_code == 200 else str(response.status_code)
        for path, response in responses.items()
    }


def all_paths(client: Client) -> list[str]:
    """Returns all pages: those without parameters, those of each row, and those of each day with a workout."""
    ids: list[UUID] = [*Workout.objects.values_list("pk", flat=True), *SourceFile.objects.values_list("pk", flat=True)]
    days = set(Workout.objects.values_list("local_date", flat=True))
    formats = ("/calendar/{:%Y}/", "/calendar/{:%Y/%m}/", "/calendar/{:%Y/%m/%d}/", "/review/{:%Y/%m}/")
    of_days = {text.format(day) for day in days for text in formats}
    return [*open_pages(client, ids), *(f"/workouts/{query}" for query in FILTERS), *sorted(of_days)]


def assert_pages_stay_as_they_are(client: Client, paths: Iterable[str]) -> dict[str, str]:
    """Compares the pages after the click with those after the deletion; returns the texts after the click."""
    after_click = page_texts(client, paths)
    assert Account.objects.get().being_deleted
    run_queue()
    assert not Account.objects.get().being_deleted
    for path, text in page_texts(client, paths).items():
        assert path in PAGES_OF_A_DELETION or after_click[path] == text, path
    return after_click


def test_nothing_of_a_disconnected_platform_is_on_any_page(as_alice: Account, alice_client: Client) -> None:
    connection = create_history()
    paths = all_paths(alice_client)
    before = page_texts(alice_client, paths)
    assert sum("Secret" in text for text in before.values()) > 10
    alice_client.post(f"/connections/{connection.pk}/disconnect/")
    assert Activity.objects.filter(provider="strava").count() == 4
    after_click = assert_pages_stay_as_they_are(alice_client, paths)
    echo = {"/workouts/?gear=Secret+bike"}  # the page repeats what its address asks for
    assert {path for path, text in after_click.items() if "Secret" in text} == echo
    assert "In both" in after_click["/workouts/"]
    assert not Activity.objects.filter(provider="strava").exists()


def test_nothing_of_a_deleted_upload_is_on_any_page(as_alice: Account, alice_client: Client) -> None:
    create_history("In a second file", "In a second file")
    paths = all_paths(alice_client)
    for name in ("In both", "Only in a file"):
        upload = Upload.objects.get(files__activities__name=name)
        alice_client.post(f"/files/uploads/{upload.pk}/delete/")
    after_click = assert_pages_stay_as_they_are(alice_client, paths)
    assert not any("In both" in text or "Only in a file" in text for text in after_click.values())
    assert "In a second file" in after_click["/workouts/"]
    assert "still being deleted in the background" in after_click["/files/"]
    assert "What you deleted still counts here" in after_click["/settings/storage/"]


def test_an_answer_is_about_what_stays_of_a_workout(as_alice: Account, alice_client: Client) -> None:
    create_history("In a second file")
    leader = Activity.objects.get(name="In both")
    workout = Member.objects.get(activity=leader).workout_id
    other = Member.objects.get(activity__name="Asked about").workout_id
    alice_client.post(f"/files/uploads/{leader.source_file.upload_id}/delete/")
    alice_client.post("/possible/answer/", {"answer": "different", "pair": f"{workout},{other}"})
    run_queue()
    decision = Decision.objects.select_related("first", "second").get()
    names = set(Activity.objects.filter(pk__in=[decision.first.activity_id, decision.second.activity_id]))
    assert {activity.name for activity in names} == {"In a second file", "Asked about"}


def test_answers_survive_while_and_after_a_platform_is_disconnected(as_alice: Account, alice_client: Client) -> None:
    connection = create_history()
    first, second = Activity.objects.filter(provider="file").order_by("started_at")[:2]
    decide(DecisionKind.DIFFERENT, [(first.pk, second.pk)])
    both, secret = Activity.objects.filter(name="In both")[0], Activity.objects.get(name="Secret name of both")
    decide(DecisionKind.DIFFERENT, [(both.pk, secret.pk)])
    alice_client.post(f"/connections/{connection.pk}/disconnect/")
    clocks = Question.objects.get()
    pair = [str(Member.objects.get(activity=id).workout_id) for id in (clocks.first_id, clocks.second_id)]
    alice_client.post("/possible/answer/", {"answer": "same", "pair": ",".join(pair)})
    run_queue()
    with owner_scope(as_alice):
        assert Decision.objects.filter(kind="different").count() == 2
        assert Workout.objects.count() == Workout.objects.filter(members__activity__provider="file").distinct().count()
