"""Settings: where a workout should be."""

import re

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from accounts.scope import owner_scope
from matching.models import Expectation
from tests.matching.connections import build_record, create_connection, store_records
from tests.matching.factories import HOUR
from tests.matching_pages.factories import create_workout, may_10_plus, page_markup

ADDRESS = "/settings/expected/"
RIDE, RUN = "strava:ride", "strava:run"


@pytest.fixture
def connected(as_alice):
    """Strava, with rides; a run that only a file has."""
    made = create_connection()
    store_records(build_record(), build_record(at=100 * HOUR))
    create_workout(may_10_plus(days=9), sport="run")
    return made


def ticks(client) -> dict[str, bool]:
    found = re.findall(r'type="checkbox" name="expected" value="([^"]+)"( checked)?', page_markup(client.get(ADDRESS)))
    return {name: bool(checked) for name, checked in found}


def save(client, *ticked: str, shown: tuple[str, ...] = (RIDE, RUN)):
    return client.post(ADDRESS, {"shown": shown, "expected": ticked})


def test_each_sport_by_each_platform_as_it_is_by_default(connected, alice_client):
    assert ticks(alice_client) == {RIDE: True, RUN: False}
    said = page_markup(alice_client.get(ADDRESS))
    assert "Ride should be on Strava" in said
    assert said.index("Ride should be") < said.index("Run should be")


def test_all_of_it_is_saved_as_one_and_said_beside_the_button(connected, alice_client):
    answer = save(alice_client, RUN)
    assert (answer.status_code, answer["Location"]) == (303, ADDRESS)
    assert re.search(r"Save</button>\s*<span [^>]*>Saved at \d\d:\d\d\.</span>", page_markup(alice_client.get(ADDRESS)))
    assert ticks(alice_client) == {RIDE: False, RUN: True}


def test_what_was_changed_is_chosen_and_the_rest_is_left_as_it_was(connected, alice_client):
    save(alice_client, RIDE, RUN)
    assert set(Expectation.objects.values_list("sport", "is_chosen")) == {("ride", False), ("run", True)}


def test_the_calendar_follows(connected, alice_client):
    save(alice_client, RIDE, RUN)
    assert "1 missing somewhere" in page_markup(alice_client.get("/calendar/2026/05/"))
    save(alice_client, RIDE)
    assert "missing" not in page_markup(alice_client.get("/calendar/2026/05/"))


def test_a_sport_that_came_while_the_page_was_open_is_left_alone(connected, alice_client):
    save(alice_client, RIDE, shown=(RIDE,))
    store_records(build_record(at=200 * HOUR, sport="run"))
    save(alice_client, shown=(RIDE,))
    assert ticks(alice_client) == {RIDE: False, RUN: True}


@pytest.mark.parametrize("name", ["garmin:ride", "strava:chess", "strava", "", "file:ride", "x" * 5000])
def test_what_was_not_offered_changes_nothing(name, connected, alice_client):
    before = list(Expectation.objects.values())
    assert save(alice_client, RIDE, name, shown=(RIDE, name)).status_code == 303
    assert list(Expectation.objects.values()) == before


def test_looking_changes_nothing(connected, alice_client):
    alice_client.get(f"{ADDRESS}?shown={RIDE}")
    assert ticks(alice_client) == {RIDE: True, RUN: False}


def test_nobody_elses_settings_change(alice, mallory, mallory_client):
    for account in (alice, mallory):
        with owner_scope(account):
            create_connection()
            store_records(build_record())
    save(mallory_client)
    with owner_scope(mallory):
        assert not Expectation.objects.get().is_expected
    with owner_scope(alice):
        assert Expectation.objects.get().is_expected


def test_without_a_platform_the_page_teaches(as_alice, alice_client):
    create_workout()
    said = page_markup(alice_client.get(ADDRESS))
    assert "With files alone nothing is missing anywhere." in said
    assert "checkbox" not in said


def test_before_the_first_activity_the_page_says_what_will_be_here(as_alice, alice_client):
    create_connection()
    assert "No sport yet" in page_markup(alice_client.get(ADDRESS))


def test_a_stranger_is_asked_to_sign_in(client, db):
    assert client.get(ADDRESS).status_code == 302


def test_it_asks_at_most_six_times(connected, alice_client):
    def asked() -> int:
        with CaptureQueriesContext(database) as queries:
            alice_client.get(ADDRESS)
        return len(queries)

    few = asked()
    create_connection("garmin")
    store_records(*(build_record("garmin", at=day * 24 * HOUR, sport=f"sport_{day}") for day in range(20, 40)))
    assert asked() == few <= 6
