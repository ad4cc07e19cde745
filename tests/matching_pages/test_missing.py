"""What is missing: not where the athlete expects it."""

import re
from datetime import timedelta

import pytest
from django.db import connection as database
from django.test.utils import CaptureQueriesContext

from accounts.scope import owner_scope
from matching.models import Expectation, TrimmedActivity, Workout
from matching.services.retention import schedule_trims
from providers.models import Connection
from tests.matching.connections import build_record, create_connection, set_confirmed_ago, store_records
from tests.matching.factories import HOUR
from tests.matching_pages.factories import create_workout, may_10_plus, page_markup
from tests.run_jobs import run_jobs

MAY = "/calendar/2026/05/"
YEAR = "/calendar/2026/"
DAY = 24 * HOUR


@pytest.fixture
def strava(as_alice):
    """Alice's connection, which has held a ride once: years ago."""
    made = create_connection()
    store_records(build_record(at=-900 * DAY))
    return made


def expectations() -> set[tuple[str, str, bool]]:
    return set(Expectation.objects.values_list("connection__provider", "sport", "is_expected"))


def test_a_platform_that_holds_a_sport_is_where_it_is_expected(as_alice):
    create_connection()
    create_connection("garmin")
    store_records(build_record(), build_record(at=DAY, sport="run"), build_record("garmin", at=2 * DAY, sport="run"))
    create_workout(may_10_plus(days=3), sport="swim")
    assert expectations() == {("strava", "ride", True), ("strava", "run", True), ("garmin", "run", True)}
    assert not Expectation.objects.filter(is_chosen=True).exists()


def test_a_transition_is_expected_nowhere(as_alice):
    create_connection()
    store_records(build_record(sport="transition"))
    assert expectations() == set()


def test_what_the_athlete_has_said_outlives_every_pull(strava):
    Expectation.objects.update(is_expected=False, is_chosen=True)
    store_records(build_record(at=DAY))
    assert expectations() == {("strava", "ride", False)}


def test_expecting_asks_as_often_for_many_as_for_a_few(as_alice):
    create_connection()

    def asked(days: range) -> int:
        with CaptureQueriesContext(database) as queries:
            store_records(*(build_record(provider_id=str(day), at=day * DAY, sport=f"sport_{day}") for day in days))
        return sum("expectation" in one["sql"] for one in queries)

    assert asked(range(1)) == asked(range(200, 300)) == 1


def test_a_workout_is_missing_where_its_sport_is_expected_and_nothing_lies(strava, alice_client):
    create_workout()
    create_workout(may_10_plus(days=1), sport="run")
    said = page_markup(alice_client.get(MAY))
    assert "2 workouts: 1 complete, 1 missing somewhere." in said
    assert re.findall(r'class="chip chip-missing" title="missing on Strava"', said) == [
        'class="chip chip-missing" title="missing on Strava"'
    ]


def test_it_is_not_missing_once_it_is_there(strava, alice_client):
    create_workout()
    store_records(build_record(provider_id="7"))
    said = page_markup(alice_client.get(YEAR))
    assert "1 workout, complete." in said
    assert "chip-missing" not in said


def test_with_files_alone_nothing_is_missing(as_alice, alice_client):
    create_workout()
    for address in (YEAR, MAY):
        assert "issing" not in page_markup(alice_client.get(address))


def test_where_it_is_not_expected_it_is_not_missing(strava, alice_client):
    Expectation.objects.update(is_expected=False)
    create_workout()
    assert "1 workout, complete." in page_markup(alice_client.get(MAY))


def test_after_disconnecting_nothing_is_missing_there(strava, alice_client):
    create_workout()
    strava.delete()
    assert "1 workout, complete." in page_markup(alice_client.get(MAY))


def test_the_year_shows_a_hole_a_count_and_a_chip(strava, alice_client):
    create_workout()
    store_records(build_record(at=DAY))
    said = page_markup(alice_client.get(YEAR))
    assert 'href="#d-10-missing"' in said
    assert "<title>Sun 10: 1 workout, missing on Strava</title>" in said
    assert re.search(r"Missing somewhere</strong>.*?<b>1</b>", said, re.DOTALL)
    assert re.search(r'class="month-table-missing">.*?missing on Strava</span></span>1</span>', said)
    assert 'aria-label="May: 2 workouts: 1 complete, 1 missing somewhere"' in said


def test_the_year_can_show_only_what_is_missing_on_a_platform(strava, alice_client):
    create_workout(distance_m=20_000.0)
    create_workout(may_10_plus(days=2), sport="run", distance_m=7_000.0)
    said = page_markup(alice_client.get(f"{YEAR}?missing=strava"))
    assert "Showing 1 missing on Strava." in said
    assert '<a href="?missing=strava" aria-current="true">' in said
    assert "20 km" in said
    assert "27 km" not in said
    assert "Sun 10: 1 workout" in said
    assert "Tue 12: 1 workout" not in said


@pytest.mark.parametrize("unknown", ["", "polar", "file%00", "<script>"])
def test_a_platform_that_there_is_not_shows_all(unknown, strava, alice_client):
    create_workout()
    assert "Showing" not in page_markup(alice_client.get(f"{YEAR}?missing={unknown}"))


def test_what_differs_can_be_missing_elsewhere_too(as_alice, alice_client):
    create_connection("garmin")
    create_connection()
    store_records(build_record("garmin", at=-900 * DAY))
    create_workout(name="Hills")
    store_records(build_record(name="Morning Ride"))
    said = page_markup(alice_client.get(f"{YEAR}?missing=garmin"))
    assert "Showing 1 missing on Garmin." in said
    assert "Sun 10: 1 workout, values differ, missing on Garmin" in said
    assert 'href="#d-011-differs"' in said


def test_a_workouts_page_says_where_it_is_missing(strava, alice_client):
    assert "Only as a file. Missing on Strava." in page_markup(alice_client.get(f"/workouts/{create_workout()}/"))


@pytest.fixture
def trimmed(strava):
    """A workout of a file and of Strava, which has not confirmed its part since."""
    id_ = create_workout()
    (there,) = store_records(build_record(provider_id="4711"))
    set_confirmed_ago(timedelta(days=9), there)
    schedule_trims()
    run_jobs()
    assert TrimmedActivity.objects.get(provider_id="4711").workout_id == id_
    return id_


def test_what_was_trimmed_is_not_missing(trimmed, alice_client):
    for address in (YEAR, MAY):
        assert "1 workout, complete." in page_markup(alice_client.get(address))
    assert "Missing on" not in page_markup(alice_client.get(f"/workouts/{trimmed}/"))


def test_what_was_trimmed_is_shown_by_its_link(trimmed, alice_client, settings):
    settings.SANDBOX, settings.SANDBOX_URL = True, "http://sandbox.test"
    TrimmedActivity.objects.update(confirmed_at="2025-11-12T23:30:00Z")
    said = page_markup(alice_client.get(f"/workouts/{trimmed}/"))
    assert "Strava has not confirmed this since" in said
    assert ">13 November 2025</time>; only its link is left." in said
    assert '<a href="http://sandbox.test/activities/4711">View on Strava</a>' in said


def test_without_the_registration_there_is_no_link(trimmed, alice_client):
    Connection.objects.update(registration_name="gone")
    said = page_markup(alice_client.get(f"/workouts/{trimmed}/"))
    assert "only its link is left" in said
    assert "View on Strava" not in said


def asked(client, path) -> int:
    with CaptureQueriesContext(database) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def test_pages_ask_as_often_for_twenty_years_as_for_two(strava, alice_client):
    def years(first: int, last: int) -> None:
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
    years(0, 2)
    create_workout()
    few = [asked(alice_client, path) for path in (YEAR, MAY, f"{YEAR}?missing=strava")]
    years(2, 20)
    assert [asked(alice_client, path) for path in (YEAR, MAY, f"{YEAR}?missing=strava")] == few
    assert max(few) <= 8


def test_a_workout_with_a_trimmed_part_asks_at_most_ten_times(trimmed, alice_client):
    assert asked(alice_client, f"/workouts/{trimmed}/") <= 10


def test_nobody_elses_expectation_counts(alice, mallory, mallory_client):
    with owner_scope(alice):
        create_connection()
        store_records(build_record(at=-900 * DAY))
    with owner_scope(mallory):
        create_workout()
        assert Workout.objects.count() == 1
    assert "1 workout, complete." in page_markup(mallory_client.get(MAY))
