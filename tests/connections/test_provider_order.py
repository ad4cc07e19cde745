"""The athlete changes the order of providers, and every page lists them in it; what leads stays as it was."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Account
from activities.provider_labels import own_order, provider_rank, sorted_labels
from matching.models import Workout
from matching.workouts import load_workouts
from tests.markup import get_page, visible_text
from tests.matching.connections import build_record, create_connection, store_records
from tests.matching_pages.factories import create_workout, may_10_plus

pytestmark = pytest.mark.postgres

ORDER = "/connections/order/"
FIXED_ORDER = ["ridewithgps", "file", "strava"]
FILES_FIRST, STRAVA_FIRST = ["file", "ridewithgps", "strava"], ["strava", "ridewithgps", "file"]
STRAVA_SECOND = ["ridewithgps", "strava", "file"]


def listed(client: Client) -> list[str]:
    """Returns the providers in the order of their cards."""
    return re.findall(r'data-provider="(\w+)"', get_page(client, "/connections/"))


def saved_order(account: Account) -> str:
    return Account.objects.values_list("provider_order", flat=True).get(pk=account.pk)


@pytest.fixture
def ride(as_alice: Account) -> None:
    """Creates a ride that is a file and on Strava, and one that is missing there."""
    create_connection()
    create_workout(name="Three passes before lunch")
    store_records(build_record(name="Morning Ride"))
    create_workout(may_10_plus(days=1))


@pytest.mark.parametrize(
    ("fields", "order"),
    [
        ({"up": "strava"}, STRAVA_SECOND),
        ({"down": "file"}, STRAVA_SECOND),
        ({"up": "file"}, FILES_FIRST),
        ({"down": "strava"}, FIXED_ORDER),
        ({"order": STRAVA_FIRST}, STRAVA_FIRST),
        ({"order": ["strava"]}, STRAVA_FIRST),
        ({"order": ["nothing", "strava", "strava"]}, STRAVA_FIRST),
        ({"up": "nothing"}, FIXED_ORDER),
        ({}, FIXED_ORDER),
    ],
)
def test_buttons_and_drags_change_the_order(alice_client: Client, fields: dict[str, object], order: list[str]) -> None:
    assert listed(alice_client) == FIXED_ORDER
    response = alice_client.post(ORDER, fields)
    assert (response.status_code, response.headers["Location"]) == (303, "/connections/")
    assert listed(alice_client) == order


def test_a_move_says_what_moved_and_htmx_gets_the_cards_alone(alice_client: Client) -> None:
    assert "Strava moved up." in alice_client.post(ORDER, {"up": "strava"}, follow=True).content.decode()
    page = alice_client.post(ORDER, {"down": "strava"}, headers={"HX-Request": "true"}).content.decode()
    assert "<h1" not in page
    assert re.findall(r'data-provider="(\w+)"', page) == FIXED_ORDER
    assert re.search(r'role="status">\s*Strava moved down\.', page)


def test_the_first_card_has_nowhere_to_go_up_and_the_last_one_nowhere_down(alice_client: Client) -> None:
    page = get_page(alice_client, "/connections/")
    disabled = re.findall(r'id="(\w+-\w+)"(?=[^>]*aria-disabled="true")', page)
    assert disabled == ["up-ridewithgps", "down-strava"]


LISTS: dict[str, Callable[[str], list[str]]] = {
    "/calendar/2026/": lambda page: re.findall(r"<li>(Files|Strava)</li>", page),
    "/calendar/2026/05/": lambda page: re.findall(r'class="chip[^>]*title="(?:differs )?(as a file|on Strava)', page)[
        :2
    ],
    "/connections/": lambda page: re.findall(r'data-provider="(file|strava)"', page),
}


@pytest.mark.parametrize("address", LISTS)
def test_every_page_lists_providers_in_the_new_order(alice_client: Client, ride: None, address: str) -> None:
    before = LISTS[address](get_page(alice_client, address))
    assert len(before) == 2
    alice_client.post(ORDER, {"up": "strava"})
    assert LISTS[address](get_page(alice_client, address)) == before[::-1]


def test_the_lanes_of_a_day_follow_the_order(alice_client: Client, ride: None) -> None:
    assert 'id="d-10-missing"' in get_page(alice_client, "/calendar/2026/")
    alice_client.post(ORDER, {"up": "strava"})
    assert 'id="d-01-missing"' in get_page(alice_client, "/calendar/2026/")


def test_the_order_changes_no_leader_and_no_rank(alice_client: Client, as_alice: Account, ride: None) -> None:
    def leaders() -> list[tuple[str, str | None]]:
        return [(workout.leader.provider, workout.name) for workout in load_workouts(Workout.objects.all())]

    before, ranks = leaders(), [provider_rank(name) for name in FILES_FIRST]
    alice_client.post(ORDER, {"up": "strava"})
    assert leaders() == before
    with own_order(STRAVA_SECOND):
        assert [provider_rank(name) for name in FILES_FIRST] == ranks


def test_a_page_that_the_browser_has_shows_the_new_order(alice_client: Client, ride: None) -> None:
    Account.objects.update(has_first_steps=False)
    alice_client.get("/privacy/")  # sets the cookie of the CSRF token
    tag = alice_client.get("/calendar/2026/").headers["ETag"]
    alice_client.post(ORDER, {"up": "strava"}, headers={"HX-Request": "true"})
    assert alice_client.get("/calendar/2026/", headers={"if-none-match": tag}).status_code == 200


def test_the_order_belongs_to_one_account(alice: Account, alice_client: Client, mallory_client: Client) -> None:
    alice_client.post(ORDER, {"up": "strava"})
    assert listed(mallory_client) == FIXED_ORDER
    assert saved_order(alice) == "ridewithgps strava file"


def test_providers_that_the_order_does_not_name_follow_in_the_fixed_one() -> None:
    with own_order(["strava", "unknown"]):
        assert [label.provider for label in sorted_labels(["file", "garmin", "strava"])] == ["strava", "garmin", "file"]
    assert [label.provider for label in sorted_labels(["strava", "file"])] == ["file", "strava"]


def test_the_page_says_what_the_order_is_for(alice_client: Client) -> None:
    text = visible_text(get_page(alice_client, "/connections/"))
    assert "Every page lists them in this order." in text
    assert "leads" not in text
