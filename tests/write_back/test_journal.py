"""The journal lists every write-back with its outcome, asks for decisions, and undoes one or several."""

import html
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import Activity
from matching.models import IgnoredDifference, WriteBack
from matching.services.proposals import choice_of
from matching.services.rematch import rematch_stored
from matching.services.request_write_back import request_write_backs
from providers.sandbox.server import Sandbox
from tests.markup import compact
from tests.queries import count_page_queries
from tests.run_jobs import run_jobs
from tests.write_back.factories import Ride, create_rides, create_write_back

pytestmark = pytest.mark.postgres

State = WriteBack.State
JOURNAL = "/writes/"
SUGGESTION = "Rename on Strava"
"""This is what the button of a suggested change says."""


def readable_page(client: Client, path: str = JOURNAL) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return compact(html.unescape(answer.content.decode()))


def rename_all(rides: list[Ride]) -> list[WriteBack]:
    """Renames all rides with one click."""
    results = request_write_backs(choice_of(ride.workout.pk, ride.change) for ride in rides)
    rows = [result for result in results.values() if isinstance(result, WriteBack)]
    assert len(rows) == len(rides)
    run_jobs()
    return rows


def create_ended(ride: Ride, count: int) -> None:
    """Creates write-backs of activities that are gone, a second apart."""
    now = timezone.now()
    for number in range(count):
        create_write_back(
            connection=ride.connection,
            provider_id=f"gone-{number}",
            field="name",
            expected_before=f"Old {number}",
            desired_after=f"New {number}",
            state=State.DONE,
            clicked_at=now - timedelta(hours=1, seconds=number),
            ended_at=now,
        )


def test_an_empty_journal_says_what_belongs_there(ride: Ride, alice_client: Client) -> None:
    page = readable_page(alice_client)
    assert "Nothing written yet" in page
    assert '<a class="main-nav-wide"' not in page
    assert "Undo the last" not in page


def test_the_journal_is_found_once_something_was_written(ride: Ride, alice_client: Client) -> None:
    ride.request_rename()
    for path in ("/files/", "/calendar/2026/"):
        assert '<a class="main-nav-wide" href="/writes/">' in readable_page(alice_client, path)


def test_what_is_under_way_comes_first_with_its_steps(rides: list[Ride], alice_client: Client) -> None:
    rename_all(rides[:1])
    rides[1].request_rename()
    page = readable_page(alice_client)
    assert page.index("In progress") < page.index("reading") < page.index(rides[1].file_name) + 2_000
    assert page.index("reading") < page.index("Before that") < page.rindex(rides[0].file_name)
    assert "1 change is in progress." in page


def test_one_change_is_undone_from_the_journal(ride: Ride, alice_client: Client) -> None:
    (row,) = rename_all([ride])
    assert f"Undo on Strava: {ride.file_name}, back to {ride.strava_name}" in readable_page(alice_client)
    answer = alice_client.post(f"/writes/{row.pk}/undo/", {"next": "/writes/?page=1"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/writes/?page=1")
    run_jobs()
    assert ride.current_strava_name() == ride.strava_name
    page = readable_page(alice_client)
    assert "Undone" in page
    assert "Undo rename on Strava" in page
    assert f'action="/writes/{row.pk}/undo/"' not in page


def test_only_the_newest_change_of_a_name_can_be_undone(ride: Ride, alice_client: Client) -> None:
    (first,) = rename_all([ride])
    Activity.objects.filter(provider="strava", provider_id=ride.provider_id).update(name="With the club")
    later = create_write_back(
        connection=ride.connection,
        workout=ride.workout,
        provider_id=ride.provider_id,
        field="name",
        expected_before=ride.file_name,
        desired_after="With the club",
        state=State.DONE,
        ended_at=timezone.now(),
    )
    page = readable_page(alice_client)
    assert f'action="/writes/{later.pk}/undo/"' in page
    assert f'action="/writes/{first.pk}/undo/"' not in page


def conflict_of(ride: Ride) -> WriteBack:
    """Returns a write-back that met a name that was changed meanwhile."""
    row = ride.request_rename()
    ride.rename_on_strava("With the club")
    run_jobs()
    return row


def test_a_conflict_shows_three_values_and_waits_for_a_decision(ride: Ride, alice_client: Client) -> None:
    conflict_of(ride)
    page = readable_page(alice_client)
    assert "1 change needs your decision." in page
    section = page[page.index('id="conflicts"') : page.index('id="ended"')]
    for text in (ride.strava_name, "With the club", ride.file_name, "Leave it on Strava"):
        assert text in section
    assert "Rename on Strava all the same" in section


def test_a_conflict_can_be_left(ride: Ride, alice_client: Client) -> None:
    row = conflict_of(ride)
    answer = alice_client.post(f"/writes/{row.pk}/accept/", {"next": JOURNAL})
    assert (answer.status_code, answer.headers["Location"]) == (303, JOURNAL)
    page = readable_page(alice_client)
    assert 'id="conflicts"' not in page
    assert "You left it as it is on Strava. This difference is ignored from now on." in page
    assert "Ignored difference: name on Strava" in readable_page(alice_client, "/corrections/")
    run_jobs()
    assert (ride.current_strava_name(), ride.count_writes()) == ("With the club", 0)
    assert "left as it was there" in readable_page(alice_client, f"/workouts/{ride.workout.pk}/")
    review = readable_page(alice_client, "/review/")
    assert "It was changed there in the meantime" not in review
    assert "You left it as it is on Strava." in review
    assert SUGGESTION not in review


def test_what_was_left_is_suggested_again_after_its_undo(ride: Ride, alice_client: Client) -> None:
    row = conflict_of(ride)
    alice_client.post(f"/writes/{row.pk}/accept/", {"next": JOURNAL})
    undo = re.findall(r'name="(kind|correction)" value="([^"]+)"', readable_page(alice_client))
    alice_client.post("/corrections/undo/", dict(undo))
    review = readable_page(alice_client, "/review/")
    assert f"{SUGGESTION}: from With the club to {ride.file_name}" in review
    assert not IgnoredDifference.objects.exists()


def test_a_conflict_is_decided_by_ignoring_its_difference(ride: Ride, alice_client: Client) -> None:
    conflict_of(ride)
    assert "Leave it on Strava: Name on Strava" in readable_page(alice_client, "/review/")
    posted = {"difference": f"strava:name:{ride.provider_id}", "next": JOURNAL}
    alice_client.post(f"/workouts/{ride.workout.pk}/ignore/", posted)
    page = readable_page(alice_client)
    assert "You left it as it is on Strava." in page
    assert "needs your decision" not in page


def test_a_conflict_with_the_very_name_that_leads_ignores_nothing(ride: Ride, alice_client: Client) -> None:
    row = conflict_of(ride)
    Activity.objects.filter(provider="file").update(name="With the club")
    with transaction.atomic():
        rematch_stored(Activity.objects.filter(provider="file").values_list("pk", flat=True))
    alice_client.post(f"/writes/{row.pk}/accept/", {"next": JOURNAL})
    page = readable_page(alice_client)
    assert "You left it as it is on Strava." in page
    assert "This difference is ignored" not in page
    assert not IgnoredDifference.objects.exists()


def test_a_conflict_can_be_renamed_all_the_same(ride: Ride, alice_client: Client) -> None:
    conflict_of(ride)
    (value,) = re.findall(r'name="proposal" value="([^"]+)">', readable_page(alice_client))
    alice_client.post(f"/workouts/{ride.workout.pk}/write/", {"proposal": value, "next": JOURNAL})
    run_jobs()
    assert (ride.current_strava_name(), ride.count_writes()) == (ride.file_name, 1)
    assert 'id="conflicts"' not in readable_page(alice_client)


def test_only_a_conflict_can_be_left(ride: Ride, alice_client: Client) -> None:
    (row,) = rename_all([ride])
    answer = alice_client.post(f"/writes/{row.pk}/accept/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.content.decode()[:35]) == (409, "This change needs no decision any m")
    row.refresh_from_db()
    assert (row.state, row.reason) == (State.DONE, "")
    assert not IgnoredDifference.objects.exists()


def test_a_failure_says_why_and_can_be_tried_again(ride: Ride, alice_client: Client) -> None:
    ride.add_fault("inactive", ("detail",))
    row = ride.request_rename()
    run_jobs()
    page = readable_page(alice_client)
    assert "has turned off access for this install. The operator can see this. Nothing was changed." in page
    assert f'action="/writes/{row.pk}/retry/"' in page
    alice_client.post(f"/writes/{row.pk}/retry/", {"next": JOURNAL})
    run_jobs()
    assert ride.current_strava_name() == ride.file_name


def named_ids(page: str) -> list[str]:
    return re.findall(r'<input type="hidden" name="write_back" value="([^"]+)">', page)


def test_the_last_two_are_undone_after_a_question_that_names_them(rides: list[Ride], alice_client: Client) -> None:
    for ride in rides[:3]:
        rename_all([ride])
    assert 'href="/writes/undo/?last=2"' in readable_page(alice_client)
    assert "last=5" not in readable_page(alice_client)
    question = readable_page(alice_client, "/writes/undo/?last=2")
    assert "Undo 2 changes?" in question
    assert rides[0].file_name not in question
    assert all(ride.file_name in question and ride.strava_name in question for ride in rides[1:3])
    ids = named_ids(question)
    assert len(ids) == 2
    answer = alice_client.post("/writes/undo/", {"write_back": ids})
    assert (answer.status_code, answer.headers["Location"]) == (303, JOURNAL)
    undos = WriteBack.objects.filter(undoes__isnull=False)
    assert {str(undo.undoes_id) for undo in undos} == set(ids)
    run_jobs()
    names = [ride.current_strava_name() for ride in rides[:3]]
    assert names == [rides[0].file_name, rides[1].strava_name, rides[2].strava_name]


def test_all_of_the_last_click_are_undone(rides: list[Ride], alice_client: Client) -> None:
    rename_all(rides[:1])
    rename_all(rides[1:])
    assert 'href="/writes/undo/?last=click"' in readable_page(alice_client)
    question = readable_page(alice_client, "/writes/undo/?last=click")
    assert "Undo 3 changes?" in question
    alice_client.post("/writes/undo/", {"write_back": named_ids(question)})
    run_jobs()
    assert [ride.current_strava_name() for ride in rides[1:]] == [ride.strava_name for ride in rides[1:]]
    assert rides[0].current_strava_name() == rides[0].file_name


def test_the_question_is_a_dialog_for_htmx(rides: list[Ride], alice_client: Client) -> None:
    rename_all(rides[:2])
    answer = alice_client.get("/writes/undo/?last=2", headers={"HX-Request": "true"})
    assert answer.content.decode().lstrip().startswith("<dialog")


def test_an_undo_that_is_no_longer_possible_is_said(rides: list[Ride], alice_client: Client) -> None:
    first, second = rename_all(rides[:2])
    alice_client.post("/writes/undo/", {"write_back": [str(first.pk)]})
    run_jobs()
    alice_client.post("/writes/undo/", {"write_back": [str(first.pk), str(second.pk)]})
    run_jobs()
    assert "1 change can no longer be undone." in readable_page(alice_client)
    assert rides[1].current_strava_name() == rides[1].strava_name
    assert WriteBack.objects.count() == 4


def test_a_question_about_nothing_leads_back(ride: Ride, alice_client: Client) -> None:
    answer = alice_client.get("/writes/undo/?last=2")
    assert answer.headers["Location"] == JOURNAL
    for last in ("", "3", "x", "-2"):
        assert alice_client.get(f"/writes/undo/?last={last}").status_code == 404
    assert alice_client.post("/writes/undo/", {"write_back": ["x"]}).status_code == 404


def test_reading_the_journal_and_the_question_changes_nothing(rides: list[Ride], alice_client: Client) -> None:
    rename_all(rides[:2])
    before = list(WriteBack.objects.order_by("pk").values())
    for path in (JOURNAL, "/writes/undo/?last=2", "/writes/undo/?last=click", "/review/"):
        readable_page(alice_client, path)
    assert list(WriteBack.objects.order_by("pk").values()) == before


def test_nobody_undoes_or_decides_for_another_account(sandbox: Sandbox, alice: Account, mallory_client: Client) -> None:
    with owner_scope(alice):
        rides = create_rides(sandbox, 2)
        (first,) = rename_all(rides[:1])
        conflict = conflict_of(rides[1])
    mallory_client.post("/writes/undo/", {"write_back": [str(first.pk)]})
    foreign = mallory_client.post(f"/writes/{conflict.pk}/accept/")
    unknown = mallory_client.post(f"/writes/{uuid4()}/accept/")
    assert foreign.status_code == unknown.status_code == 404
    assert "Nothing written yet" in readable_page(mallory_client)
    with owner_scope(alice):
        conflict.refresh_from_db()
        assert (conflict.reason, WriteBack.objects.count()) == ("", 2)


def test_fifty_stand_on_a_page(ride: Ride, alice_client: Client) -> None:
    create_ended(ride, 51)
    page = readable_page(alice_client)
    assert "Page 1 of 2" in page
    assert ("New 49<" in page, "New 50<" in page) == (True, False)
    assert len(page) < 100_000
    second = readable_page(alice_client, "/writes/?page=2")
    assert ("New 49<" in second, "New 50<" in second) == (False, True)
    for number in ("3", "0", "x", "-1", "9" * 9):
        assert alice_client.get(f"/writes/?page={number}").status_code == 404


def test_the_journal_takes_at_most_six_queries_whatever_was_written(rides: list[Ride], alice_client: Client) -> None:
    rename_all(rides[:1])
    few = count_page_queries(alice_client, JOURNAL)
    create_ended(rides[0], 60)
    rename_all(rides[1:3])
    conflict_of(rides[3])
    assert count_page_queries(alice_client, JOURNAL) == few <= 6
