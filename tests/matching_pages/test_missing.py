"""Tests what is missing: a workout that is not where the athlete expects it."""

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from accounts.models import Account
from accounts.scope import owner_scope
from matching.models import Expectation, TrimmedActivity, Workout
from matching.services.retention import schedule_trims
from providers.models import Connection
from tests.markup import get_page, visible_text
from tests.matching.connections import build_record, create_connection, set_confirmed_ago, store_records
from tests.matching.factories import HOUR
from tests.matching_pages.factories import create_workout, may_10_plus
from tests.queries import count_page_queries
from tests.run_jobs import run_jobs

pytestmark = pytest.mark.postgres

MAY = "/calendar/2026/05/"
YEAR = "/calendar/2026/"
DAY = 24 * HOUR


@pytest.fixture
def strava(as_alice: Account) -> Connection:
    """Returns Alice's connection, which has held one ride, years ago."""
    connection = create_connection()
    store_records(build_record(at=-900 * DAY))
    return connection


def stored_expectations() -> set[tuple[str, str, bool]]:
    return set(Expectation.objects.values_list("connection__provider", "sport", "is_expected"))


def test_a_sport_is_expected_on_each_platform_that_holds_it(as_alice: Account) -> None:
    create_connection()
    create_connection("garmin")
    store_records(build_record(), build_record(at=DAY, sport="run"), build_record("garmin", at=2 * DAY, sport="run"))
    create_workout(may_10_plus(days=3), sport="swim")
    assert stored_expectations() == {("strava", "ride", True), ("strava", "run", True), ("garmin", "run", True)}
    assert not Expectation.objects.filter(is_chosen=True).exists()


def test_a_transition_is_expected_nowhere(as_alice: Account) -> None:
    create_connection()
    store_records(build_record(sport="transition"))
    assert stored_expectations() == set()


def test_a_choice_of_the_athlete_outlives_every_pull(strava: Connection) -> None:
    Expectation.objects.update(is_expected=False, is_chosen=True)
    store_records(build_record(at=DAY))
    assert stored_expectations() == {("strava", "ride", False)}


def test_new_expectations_take_one_query_for_one_sport_and_for_many(as_alice: Account) -> None:
    create_connection()

    def expectation_queries(days: range) -> int:
        with CaptureQueriesContext(connection) as queries:
            store_records(*(build_record(provider_id=str(day), at=day * DAY, sport=f"sport_{day}") for day in days))
        return sum("expectation" in query["sql"] for query in queries)

    assert expectation_queries(range(1)) == expectation_queries(range(200, 300)) == 1


def test_a_workout_is_missing_where_its_sport_is_expected_and_it_is_not(
    strava: Connection, alice_client: Client
) -> None:
    create_workout()
    create_workout(may_10_plus(days=1), sport="run")
    markup = get_page(alice_client, MAY)
    assert "2 workouts, 1 complete. 1 missing somewhere." in visible_text(markup)
    assert re.findall(r'class="chip chip-missing" title="missing on Strava"', markup) == [
        'class="chip chip-missing" title="missing on Strava"'
    ]


def test_a_workout_is_not_missing_once_the_platform_holds_it(strava: Connection, alice_client: Client) -> None:
    create_workout()
    assert "chip-missing" in get_page(alice_client, YEAR)
    store_records(build_record(provider_id="7"))
    markup = get_page(alice_client, YEAR)
    assert "1 workout, complete." in markup
    assert "chip-missing" not in markup


@pytest.mark.parametrize("address", [YEAR, MAY])
def test_with_files_alone_nothing_is_missing(address: str, as_alice: Account, alice_client: Client) -> None:
    create_workout()
    markup = get_page(alice_client, address)
    assert "1 workout, complete." in markup
    assert "issing" not in markup
    create_connection()
    store_records(build_record(at=-900 * DAY))
    assert "issing on Strava" in get_page(alice_client, address)


def test_a_workout_is_not_missing_where_it_is_not_expected(strava: Connection, alice_client: Client) -> None:
    create_workout()
    assert "1 missing somewhere" in get_page(alice_client, MAY)
    Expectation.objects.update(is_expected=False)
    assert "1 workout, complete." in get_page(alice_client, MAY)


def test_nothing_is_missing_on_a_platform_without_a_connection(strava: Connection, alice_client: Client) -> None:
    create_workout()
    assert "1 missing somewhere" in get_page(alice_client, MAY)
    strava.delete()
    assert "1 workout, complete." in get_page(alice_client, MAY)


def test_the_year_shows_an_empty_lane_a_count_and_a_chip(strava: Connection, alice_client: Client) -> None:
    create_workout()
    store_records(build_record(at=DAY))
    markup = get_page(alice_client, YEAR)
    assert 'href="#d-10-missing"' in markup
    assert "<title>Sun 10: 1 workout, missing on Strava</title>" in markup
    assert re.search(r"Missing somewhere</strong>.*?<b>1</b>", markup, re.DOTALL)
    assert re.search(r'class="month-table-missing">.*?missing on Strava</span></span>1</a>', markup)
    assert 'visually-hidden">May: 2 workouts, 1 complete. 1 missing somewhere<' in markup


def test_the_year_can_show_only_what_is_missing_on_a_platform(strava: Connection, alice_client: Client) -> None:
    create_workout(distance_m=20_000.0)
    create_workout(may_10_plus(days=2), sport="run", distance_m=7_000.0)
    markup = get_page(alice_client, f"{YEAR}?missing=strava")
    assert "Showing 1 missing on Strava." in markup
    assert '<a href="?missing=strava" aria-current="true">' in markup
    assert "20 km" in markup
    assert "27 km" not in markup
    assert "Sun 10: 1 workout" in markup
    assert "Tue 12: 1 workout" not in markup


@pytest.mark.parametrize("unknown", ["", "polar", "file%00", "<script>"])
def test_an_unknown_platform_shows_all(unknown: str, strava: Connection, alice_client: Client) -> None:
    create_workout()
    store_records(build_record(at=DAY))
    filtered = get_page(alice_client, f"{YEAR}?missing=strava")
    assert "Showing 1 missing on Strava." in filtered
    assert "Mon 11: 1 workout" not in filtered
    markup = get_page(alice_client, f"{YEAR}?missing={unknown}")
    assert "Showing" not in markup
    assert "Sun 10: 1 workout, missing on Strava" in markup
    assert "Mon 11: 1 workout" in markup


def test_a_workout_that_differs_can_be_missing_elsewhere_too(as_alice: Account, alice_client: Client) -> None:
    create_connection("garmin")
    create_connection()
    store_records(build_record("garmin", at=-900 * DAY))
    create_workout(name="Hills")
    store_records(build_record(name="Morning Ride"))
    markup = get_page(alice_client, f"{YEAR}?missing=garmin")
    assert "Showing 1 missing on Garmin." in markup
    assert "Sun 10: 1 workout, values differ, missing on Garmin" in markup
    assert 'href="#d-011-differs"' in markup


def test_a_workouts_page_says_where_it_is_missing(strava: Connection, alice_client: Client) -> None:
    assert "Only as a file. Missing on Strava." in get_page(alice_client, f"/workouts/{create_workout()}/")


@pytest.fixture
def trimmed(strava: Connection) -> UUID:
    """Returns a workout of a file and of a Strava activity that was trimmed."""
    id_ = create_workout()
    (activity,) = store_records(build_record(provider_id="4711"))
    set_confirmed_ago(timedelta(days=9), activity)
    schedule_trims()
    run_jobs()
    assert TrimmedActivity.objects.get(provider_id="4711").workout_id == id_
    return id_


def test_a_trimmed_activity_is_not_missing(trimmed: UUID, alice_client: Client) -> None:
    workout = f"/workouts/{trimmed}/"
    for address in (YEAR, MAY):
        assert "1 workout, complete." in get_page(alice_client, address)
    assert "Missing on" not in get_page(alice_client, workout)
    TrimmedActivity.objects.all().delete()
    assert "Missing on" in get_page(alice_client, workout)


def test_a_trimmed_activity_is_shown_as_a_link(trimmed: UUID, alice_client: Client, settings: Settings) -> None:
    settings.SANDBOX, settings.SANDBOX_URL = True, "http://sandbox.test"
    TrimmedActivity.objects.update(confirmed_at="2025-11-12T23:30:00Z")
    markup = get_page(alice_client, f"/workouts/{trimmed}/")
    assert "Strava has not confirmed this since" in markup
    assert ">November 13, 2025</time>; only its link is left." in markup
    assert '<a href="http://sandbox.test/activities/4711">View on Strava</a>' in markup


def test_a_trimmed_activity_without_a_registration_has_no_link(trimmed: UUID, alice_client: Client) -> None:
    Connection.objects.update(registration_name="gone")
    markup = get_page(alice_client, f"/workouts/{trimmed}/")
    assert "only its link is left" in markup
    assert "View on Strava" not in markup


def test_pages_take_as_many_queries_for_twenty_years_as_for_two(strava: Connection, alice_client: Client) -> None:
    def create_years(first: int, last: int) -> None:
        store_records(
            *(build_record(at=-(year * 365 - week) * DAY) for year in range(first, last) for week in range(0, 28, 7))
        )
        store_records(
            *(
                build_record("garmin", at=-(year * 365 - week) * DAY - 30, name="X")
                for year in range(first, last)
                for week in (0, 14)
            )
        )
        for year in range(first, last):
            create_workout(may_10_plus(days=-365 * year + 2))

    create_connection("garmin")
    create_years(0, 2)
    create_workout()
    paths = (YEAR, MAY, f"{YEAR}?missing=strava")
    counts = [count_page_queries(alice_client, path) for path in paths]
    create_years(2, 20)
    assert [count_page_queries(alice_client, path) for path in paths] == counts
    assert max(counts) <= 8


def test_a_workout_with_a_trimmed_activity_takes_at_most_ten_queries(trimmed: UUID, alice_client: Client) -> None:
    assert count_page_queries(alice_client, f"/workouts/{trimmed}/") <= 10


def test_expectations_of_another_account_do_not_count(alice: Account, mallory: Account, mallory_client: Client) -> None:
    with owner_scope(alice):
        create_connection()
        store_records(build_record(at=-900 * DAY))
    with owner_scope(mallory):
        create_workout()
        assert Workout.objects.count() == 1
    assert "1 workout, complete." in get_page(mallory_client, MAY)
