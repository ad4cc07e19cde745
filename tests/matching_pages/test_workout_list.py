"""Tests the list of workouts: its rows, orders, pages and empty states."""

import re

import pytest
from django.test import Client

from accounts.models import Account
from accounts.scope import owner_scope
from matching.models import Workout
from matching.services.name_workout import name_workout
from matching.services.rematch import rematch_stored
from tests.factories import ActivityFactory
from tests.markup import get_page, visible_text
from tests.matching.connections import build_record, create_connection, store_records
from tests.matching.factories import HOUR
from tests.matching_pages.factories import create_workout, may_10_plus
from tests.matching_pages.workout_list import LIST, listed_names

pytestmark = pytest.mark.postgres

DAY = 24 * HOUR


def create_days(count: int) -> None:
    """Creates a workout on each of so many days, named by its number."""
    for number in range(count):
        create_workout(may_10_plus(days=number), name=f"Session {number}")


def test_a_row_tells_what_a_workout_was_and_where_it_is(as_alice: Account, alice_client: Client) -> None:
    create_connection()
    store_records(build_record(at=-900 * DAY))
    id_ = create_workout(name="Three passes", sport="gravel_ride", moving_s=3300.0)
    create_workout(may_10_plus(days=1), name="Two passes", device="Edge")
    row = get_page(alice_client, f"{LIST}?q=three").partition("<tbody")[2]
    assert f'href="/workouts/{id_}/"' in row
    text = visible_text(row)
    for expected in ("Three passes", "Gravel ride", "Sun, May 10", "07:58", "30.0 km", "55 min", "as a file"):
        assert expected in text


def test_a_workout_without_a_persons_name_is_called_by_sport_and_time(as_alice: Account, alice_client: Client) -> None:
    create_workout(name="Morning Ride")
    assert listed_names(alice_client) == ["Ride, 07:58"]


@pytest.fixture
def recordings(as_alice: Account) -> None:
    """Creates workouts that differ in day, distance, time and name."""
    create_workout(name="zebra", distance_m=10_000.0, moving_s=7000.0)
    create_workout(may_10_plus(days=1), name="Äpfel", distance_m=None, moving_s=None, elapsed_s=900.0)
    create_workout(may_10_plus(days=2), name="Morning Ride", distance_m=90_000.0, moving_s=5000.0)
    create_workout(may_10_plus(days=3), name="Bergauf", distance_m=20_000.0, elapsed_s=None)


@pytest.mark.parametrize(
    ("sort", "names", "summary"),
    [
        ("newest", ["Bergauf", "Ride, 07:58", "Äpfel", "zebra"], "newest first"),
        ("oldest", ["zebra", "Äpfel", "Ride, 07:58", "Bergauf"], "oldest first"),
        ("distance", ["Ride, 07:58", "Bergauf", "zebra", "Äpfel"], "longest distance first"),
        ("time", ["zebra", "Ride, 07:58", "Äpfel", "Bergauf"], "longest time first"),
        ("name", ["Äpfel", "Bergauf", "zebra", "Ride, 07:58"], "by name"),
    ],
)
def test_the_list_can_be_sorted(
    sort: str, names: list[str], summary: str, recordings: None, alice_client: Client
) -> None:
    assert listed_names(alice_client, f"?sort={sort}") == names
    assert f"4 workouts, {summary}." in get_page(alice_client, f"{LIST}?sort={sort}")


@pytest.mark.parametrize(
    ("sort", "label", "direction", "other"),
    [
        ("", "Date", "descending", "?sort=oldest"),
        ("oldest", "Date", "ascending", ""),
        ("name", "Workout", "ascending", None),
        ("distance", "Distance", "descending", None),
        ("time", "Time", "descending", None),
    ],
)
def test_the_sorted_column_says_so(
    sort: str, label: str, direction: str, other: str | None, recordings: None, alice_client: Client
) -> None:
    markup = get_page(alice_client, LIST, **({"sort": sort} if sort else {}))
    (head,) = re.findall(r"<th[^>]*aria-sort[^>]*>.*?</th>", markup)
    assert f'aria-sort="{direction}"' in head
    assert visible_text(head) == label
    assert re.findall(r'href="([^"]*)"', head) == ([] if other is None else [LIST + other])


def test_names_are_sorted_by_the_name_that_leads(as_alice: Account, alice_client: Client) -> None:
    store_records(build_record("garmin", name="Zillertal"), build_record(at=3, name="Achensee"))
    create_workout(may_10_plus(days=1), name="Mayrhofen")
    assert listed_names(alice_client, "?sort=name") == ["Mayrhofen", "Zillertal"]


def test_a_name_that_the_athlete_gave_is_sorted_and_found(as_alice: Account, alice_client: Client) -> None:
    id_ = create_workout(name="Aaa")
    create_workout(may_10_plus(days=1), name="Mayrhofen")
    name_workout(Workout.objects.get(pk=id_), "Zürs, twice")
    assert listed_names(alice_client, "?sort=name") == ["Mayrhofen", "Zürs, twice"]
    assert listed_names(alice_client, "?q=ZÜRS") == listed_names(alice_client, "?q=twice") == ["Zürs, twice"]


def test_fifty_workouts_make_a_page(as_alice: Account, alice_client: Client) -> None:
    create_days(53)
    for sort, first, last in (("newest", 52, 0), ("name", 0, 9)):
        assert listed_names(alice_client, f"?sort={sort}")[0] == f"Session {first}"
        assert listed_names(alice_client, f"?sort={sort}&page=2")[-1] == f"Session {last}"
    markup = get_page(alice_client, f"{LIST}?q=session&sort=oldest")
    assert "1 to 50 of 53" in markup
    assert 'href="/workouts/?q=session&amp;sort=oldest&amp;page=2" rel="next"' in markup
    markup = get_page(alice_client, f"{LIST}?q=session&page=2")
    assert "51 to 53 of 53" in markup
    assert 'href="/workouts/?q=session" rel="prev"' in markup


def test_a_page_after_the_last_is_the_last(as_alice: Account, alice_client: Client) -> None:
    create_days(2)
    assert listed_names(alice_client, "?page=7") == ["Session 1", "Session 0"]


def test_without_a_workout_the_page_says_how_to_begin(as_alice: Account, alice_client: Client) -> None:
    markup = get_page(alice_client, f"{LIST}?sport=run")
    assert "No workouts yet" in markup
    assert 'href="/files/">Add files' in markup
    assert "<form" not in markup.partition("<main")[2]


def test_when_nothing_fits_the_filters_can_be_cleared(recordings: None, alice_client: Client) -> None:
    markup = get_page(alice_client, f"{LIST}?q=nowhere&year=2026&sort=name")
    assert "No workouts match" in markup
    assert 'href="/workouts/?sort=name">Clear filters' in markup
    assert len(listed_names(alice_client, "?sort=name")) == 4


def test_the_list_holds_no_workouts_of_another_account(alice: Account, mallory_client: Client) -> None:
    with owner_scope(alice):
        create_workout(name="Secret climb")
    for query in ("", "?q=secret", "?sort=name"):
        assert "Secret climb" not in get_page(mallory_client, LIST + query)


def test_a_transition_between_legs_is_not_listed(as_alice: Account, alice_client: Client) -> None:
    for provider_id, sport in (("1", "swim"), ("2", "transition"), ("3", "ride")):
        row = ActivityFactory.create(provider="file", provider_id=provider_id, sport=sport)
        rematch_stored([row.pk])
    assert [name.partition(",")[0] for name in listed_names(alice_client)] == ["Ride", "Swim"]
    assert len(listed_names(alice_client, "?sort=name")) == 2
