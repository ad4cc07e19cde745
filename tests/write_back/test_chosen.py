"""One click writes several chosen changes; each is checked by itself, and one that is refused holds up no other."""

import html
import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import Account
from accounts.scope import owner_scope
from matching.models import WriteBack
from matching.services.proposals import choice_of
from providers.models import Connection
from providers.sandbox.server import Sandbox
from tests.markup import compact
from tests.run_jobs import run_jobs
from tests.write_back.factories import Ride, create_rides

pytestmark = pytest.mark.postgres


def review_url(ride: Ride) -> str:
    return f"/review/{ride.workout.local_date:%Y/%m}/"


def readable_page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return compact(html.unescape(answer.content.decode()))


def submit(client: Client, *choices: str, next_page: str = "/review/") -> Any:
    return client.post("/review/write/", {"proposal": choices, "next": next_page})


def test_a_page_has_a_checkbox_for_each_change_that_can_be_written(rides: list[Ride], alice_client: Client) -> None:
    for path in (review_url(rides[0]), "/review/"):
        page = readable_page(alice_client, path)
        values = re.findall(r'<input type="checkbox" name="proposal" value="([^"]*)" form="bulk"', page)
        assert set(values) == {ride.choice for ride in rides}
        assert "Rename the chosen ones" in page
        assert "Choose all 4" in page


def test_one_click_writes_exactly_what_was_chosen(rides: list[Ride], alice_client: Client) -> None:
    chosen, left = rides[:3], rides[3]
    answer = submit(alice_client, *(ride.choice for ride in chosen), next_page=review_url(left))
    assert (answer.status_code, answer.headers["Location"]) == (303, review_url(left))
    page = readable_page(alice_client, review_url(left))
    assert page.count("reading") == 3
    assert "4 suggested changes. Nothing changes on Strava until you click. 3 changes are in progress." in page
    assert len({row.clicked_at for row in WriteBack.objects.all()}) == 1
    run_jobs()
    assert [ride.current_strava_name() for ride in chosen] == [ride.file_name for ride in chosen]
    assert left.current_strava_name() == left.strava_name
    page = readable_page(alice_client, review_url(left))
    assert "1 suggested change. Nothing changes on Strava until you click." in page
    assert 'Review<span class="count">1<' in page
    assert left.count_writes() == 3


def test_a_refused_change_is_said_and_the_others_go_on(rides: list[Ride], alice_client: Client) -> None:
    first, second, third, _ = rides
    changed = second.change._replace(after="Something else")
    submit(alice_client, first.choice, str(choice_of(second.workout.pk, changed)), third.choice)
    page = readable_page(alice_client, "/review/")
    assert "1 of 3 chosen changes was not written: no longer suggested." in page
    run_jobs()
    assert {row.provider_id for row in WriteBack.objects.all()} == {first.provider_id, third.provider_id}
    assert second.current_strava_name() == second.strava_name


def test_a_barrier_is_said_once_for_all_of_its_changes(rides: list[Ride], alice_client: Client) -> None:
    choices = [ride.choice for ride in rides[:2]]
    Connection.objects.update(state=Connection.State.RECONNECT)
    submit(alice_client, *choices)
    page = readable_page(alice_client, "/review/")
    assert "2 of 2 chosen changes were not written: Strava needs reconnecting." in page
    assert not WriteBack.objects.exists()


def test_the_same_click_twice_is_one_write_each(rides: list[Ride], alice_client: Client) -> None:
    choices = [ride.choice for ride in rides[:2]]
    for _ in range(2):
        submit(alice_client, *choices, choices[0])
        run_jobs()
        assert "not written" not in readable_page(alice_client, "/review/")
    assert WriteBack.objects.count() == rides[0].count_writes() == 2


@pytest.mark.parametrize("choice", ["", "x", "-", "7-7", "null", "0" * 31 + "-1", "\0", "é" * 5_000])
def test_what_no_page_has_sent_writes_nothing(ride: Ride, alice_client: Client, choice: str) -> None:
    assert submit(alice_client, choice).status_code == 303
    assert "No change was chosen, so nothing was written." in readable_page(alice_client, "/review/")
    assert not WriteBack.objects.exists()


def test_a_click_leads_to_no_other_site(ride: Ride, alice_client: Client) -> None:
    assert submit(alice_client, next_page="https://elsewhere.example/").headers["Location"] == "/review/"


def test_nobody_writes_for_another_account(
    sandbox: Sandbox, alice: Account, mallory: Account, mallory_client: Client
) -> None:
    with owner_scope(alice):
        choices = [ride.choice for ride in create_rides(sandbox, 2)]
    submit(mallory_client, *choices)
    assert "2 of 2 chosen changes were not written: no longer suggested." in readable_page(mallory_client, "/review/")
    for account in (alice, mallory):
        with owner_scope(account):
            assert not WriteBack.objects.exists()
    assert mallory_client.get("/review/write/").status_code == 405


def test_a_failed_change_stays_and_says_why(rides: list[Ride], alice_client: Client) -> None:
    rides[0].add_fault("inactive", ("detail",))
    submit(alice_client, rides[0].choice, rides[1].choice)
    run_jobs()
    page = readable_page(alice_client, "/review/")
    assert "1 change did not go through." in page
    assert "Nothing was changed." in page
    assert "Try again" in page
