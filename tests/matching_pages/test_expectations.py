"""Tests the settings page that says where a workout should be."""

import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import Account
from accounts.scope import owner_scope
from matching.models import Expectation
from tests.markup import get_page
from tests.matching.connections import build_record, create_connection, store_records
from tests.matching.factories import HOUR
from tests.matching_pages.factories import create_workout, may_10_plus
from tests.queries import count_page_queries

pytestmark = pytest.mark.postgres

ADDRESS = "/settings/expected/"
RIDE, RUN = "strava:ride", "strava:run"


@pytest.fixture
def connected(as_alice: Account) -> None:
    """Creates a connection that has rides, and a run that only a file has."""
    create_connection()
    store_records(build_record(), build_record(at=100 * HOUR))
    create_workout(may_10_plus(days=9), sport="run")


def read_checkboxes(client: Client) -> dict[str, bool]:
    """Returns the checkboxes of the page by name, and whether each is checked."""
    markup = get_page(client, ADDRESS)
    checkboxes = re.findall(r'type="checkbox" name="expected" value="([^"]+)"( checked)?', markup)
    return {name: bool(checked) for name, checked in checkboxes}


def save(client: Client, *checked: str, names: tuple[str, ...] = (RIDE, RUN)) -> Any:
    """Submits a form that had the checkboxes `names`."""
    return client.post(ADDRESS, {"shown": names, "expected": checked})


def test_a_sport_is_expected_by_default_where_it_has_been(connected: None, alice_client: Client) -> None:
    assert read_checkboxes(alice_client) == {RIDE: True, RUN: False}
    markup = get_page(alice_client, ADDRESS)
    assert "Ride should be on Strava" in markup
    assert markup.index("Ride should be") < markup.index("Run should be")


def test_saving_changes_all_checkboxes_and_is_confirmed_beside_the_button(
    connected: None, alice_client: Client
) -> None:
    response = save(alice_client, RUN)
    assert (response.status_code, response["Location"]) == (303, ADDRESS)
    assert re.search(r"Save</button>\s*<span [^>]*>Saved at \d\d:\d\d\.</span>", get_page(alice_client, ADDRESS))
    assert read_checkboxes(alice_client) == {RIDE: False, RUN: True}


def test_only_changed_checkboxes_become_choices(connected: None, alice_client: Client) -> None:
    save(alice_client, RIDE, RUN)
    assert set(Expectation.objects.values_list("sport", "is_chosen")) == {("ride", False), ("run", True)}


def test_the_calendar_follows_the_choices(connected: None, alice_client: Client) -> None:
    save(alice_client, RIDE, RUN)
    assert "1 missing somewhere" in get_page(alice_client, "/calendar/2026/05/")
    save(alice_client, RIDE)
    assert "missing" not in get_page(alice_client, "/calendar/2026/05/")


def test_a_sport_that_is_new_since_the_page_was_loaded_is_left_as_it_is(connected: None, alice_client: Client) -> None:
    save(alice_client, RIDE, names=(RIDE,))
    store_records(build_record(at=200 * HOUR, sport="run"))
    save(alice_client, names=(RIDE,))
    assert read_checkboxes(alice_client) == {RIDE: False, RUN: True}


@pytest.mark.parametrize("name", ["garmin:ride", "strava:chess", "strava", "", "file:ride", "x" * 5000])
def test_a_name_that_the_page_did_not_offer_changes_nothing(name: str, connected: None, alice_client: Client) -> None:
    before = list(Expectation.objects.values())
    assert save(alice_client, RIDE, name, names=(RIDE, name)).status_code == 303
    assert list(Expectation.objects.values()) == before


def test_a_get_changes_nothing(connected: None, alice_client: Client) -> None:
    alice_client.get(f"{ADDRESS}?shown={RIDE}")
    assert read_checkboxes(alice_client) == {RIDE: True, RUN: False}


def test_settings_of_another_account_do_not_change(alice: Account, mallory: Account, mallory_client: Client) -> None:
    for account in (alice, mallory):
        with owner_scope(account):
            create_connection()
            store_records(build_record())
    save(mallory_client)
    with owner_scope(mallory):
        assert not Expectation.objects.get().is_expected
    with owner_scope(alice):
        assert Expectation.objects.get().is_expected


def test_without_a_platform_the_page_explains_expectations(as_alice: Account, alice_client: Client) -> None:
    create_workout()
    markup = get_page(alice_client, ADDRESS)
    assert "With files only, nothing can be missing." in markup
    assert "checkbox" not in markup


def test_before_the_first_activity_the_page_says_what_it_will_show(as_alice: Account, alice_client: Client) -> None:
    create_connection()
    assert "No sports yet" in get_page(alice_client, ADDRESS)


def test_a_stranger_is_asked_to_sign_in(client: Client, db: None) -> None:
    assert client.get(ADDRESS).status_code == 302


def test_the_page_takes_at_most_six_queries(connected: None, alice_client: Client) -> None:
    count = count_page_queries(alice_client, ADDRESS)
    create_connection("garmin")
    store_records(*(build_record("garmin", at=day * 24 * HOUR, sport=f"sport_{day}") for day in range(20, 40)))
    assert count_page_queries(alice_client, ADDRESS) == count <= 6
