"""The review of all months lists everything that can be reviewed, and the navigation counts what is suggested."""

import re
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import Account
from activities.models import SourceFile
from matching.models import Workout
from providers.models import Connection
from tests.markup import get_page, visible_text
from tests.matching.connections import build_record, create_connection, store_records
from tests.matching_pages.factories import create_workout, may_10_plus
from tests.queries import count_page_queries

pytestmark = pytest.mark.postgres

REVIEW = "/review/"
DAY_S = 86_400
MAX_QUERIES = 12


@pytest.fixture
def strava(as_alice: Account, settings: Settings) -> Connection:
    """Returns Alice's connection, which may rename."""
    settings.SANDBOX = True
    connection = create_connection()
    Connection.objects.update(granted_scopes="read activity:read_all activity:write")
    return connection


def create_named(day: int, name: str, **values: Any) -> None:
    """Creates a workout of a file with this name, and of Strava with a generated one."""
    create_workout(may_10_plus(days=day), name=name)
    store_records(build_record(at=day * DAY_S, name="Morning Ride", **values))


def listed_names(markup: str) -> list[str]:
    """Returns the names of the workouts in the order of the page."""
    return [visible_text(title).removeprefix("Ride: ") for title in re.findall(r"<h3>(.*?)</h3>", markup)]


def test_all_months_are_listed_newest_first_with_links_to_each(alice_client: Client, strava: Connection) -> None:
    for day, name in ((0, "Second"), (-40, "First"), (35, "Third")):
        create_named(day, name)
    page = get_page(alice_client, REVIEW)
    assert listed_names(page) == ["Third", "Second", "First"]
    assert re.findall(r'href="(/review/\d{4}/\d{2}/)">', page) == [
        "/review/2026/06/",
        "/review/2026/05/",
        "/review/2026/03/",
    ]
    assert "3 suggested changes. Nothing changes on Strava until you click." in page


def test_what_can_be_changed_comes_before_the_other_differences(alice_client: Client, strava: Connection) -> None:
    create_named(0, "To rename")
    create_workout(may_10_plus(days=3), name="Same name")
    store_records(build_record(at=3 * DAY_S, name="Same name", distance_m=33_000.0))
    page = get_page(alice_client, REVIEW)
    assert listed_names(page) == ["To rename", "Same name"]
    assert page.index("To rename") < page.index("Other differences") < page.index("Same name")


def test_without_a_suggestion_the_other_differences_stand_alone(alice_client: Client, strava: Connection) -> None:
    create_workout(name="Same name")
    store_records(build_record(name="Same name", distance_m=33_000.0))
    page = get_page(alice_client, REVIEW)
    assert listed_names(page) == ["Same name"]
    assert "Other differences" not in page
    assert "1 workout differs in values that tracekit can’t change." in page
    assert "Rename the chosen ones" not in page


def test_nothing_to_review_is_an_empty_state(alice_client: Client, as_alice: Account) -> None:
    assert "Nothing to review" in get_page(alice_client, REVIEW)


def test_the_navigation_counts_the_suggestions_of_all_months(alice_client: Client, strava: Connection) -> None:
    assert 'class="count"' not in get_page(alice_client, "/files/")
    create_named(0, "One")
    create_named(-400, "Two")
    store_records(build_record(at=60 * DAY_S, name="Alone"))
    for address in ("/files/", "/calendar/2026/", REVIEW):
        page = get_page(alice_client, address)
        assert 'Review<span class="count">2<span class="visually-hidden"> suggested changes</span>' in page


def test_the_count_follows_what_is_stored(alice_client: Client, strava: Connection) -> None:
    create_named(0, "One", provider_id="7")
    store_records(build_record(name="One", provider_id="7"))
    assert Workout.objects.get().proposal_count == 0
    assert 'class="count"' not in get_page(alice_client, "/files/")


def test_a_value_of_a_sink_is_not_counted(alice_client: Client, strava: Connection) -> None:
    create_workout(name="Morning Ride")
    store_records(build_record(name="Three passes"))
    assert Workout.objects.get().proposal_count == 0


def test_a_page_holds_25_workouts_in_less_than_100_kb(alice_client: Client, strava: Connection) -> None:
    for number in range(26):
        create_named(-number, f"Rolling hills and the long way home over the bridge, part {number}")
    markup = alice_client.get(REVIEW).content
    page = get_page(alice_client, REVIEW)
    assert len(listed_names(page)) == 25
    assert len(markup) < 100_000
    assert "Page 1 of 2" in page
    second = get_page(alice_client, REVIEW, page="2")
    assert listed_names(second) == ["Rolling hills and the long way home over the bridge, part 25"]
    assert "26 suggested changes." in second
    for page_number in ("3", "0", "x"):
        assert alice_client.get(REVIEW, {"page": page_number}).status_code == 404


def test_the_newest_missing_workouts_are_listed_with_their_original(alice_client: Client, strava: Connection) -> None:
    store_records(build_record(at=-900 * DAY_S))
    for day in range(12):
        create_workout(may_10_plus(days=2 * day), name=f"Alone {day}")
    SourceFile.objects.update(content="somewhere/kept.fit")
    page = get_page(alice_client, REVIEW)
    assert "Missing somewhere" in page
    assert page.count("/original/") == 10
    assert ("Alone 11<" in page, "Alone 2<" in page, "Alone 1<" in page) == (True, True, False)


def test_the_review_takes_as_many_queries_for_many_workouts_as_for_one(
    alice_client: Client, strava: Connection
) -> None:
    store_records(build_record(at=-900 * DAY_S))
    create_workout(may_10_plus(days=1), name="Alone")
    create_named(0, "First")
    few = count_page_queries(alice_client, REVIEW)
    for number in range(2, 32):
        create_named(-2 * number, f"Ride {number}")
        create_workout(may_10_plus(days=2 * number), name=f"Alone {number}")
    assert count_page_queries(alice_client, REVIEW) == few <= MAX_QUERIES
