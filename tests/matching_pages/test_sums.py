"""Sums leave out what a provider's rules keep out of them, and say how many that is."""

import pytest

from providers.services.derived_use import may_be_summed
from tests.matching.connections import build_record, create_connection, store_records
from tests.matching.factories import HOUR
from tests.matching_pages.factories import MAY_10, create_workout, page_markup
from tests.matching_pages.test_month import week_column

MAY = "/calendar/2026/05/"
YEAR = "/calendar/2026/"
ONLY_STRAVA = "Without 2 known only from Strava: its rules do not allow sums."


@pytest.fixture
def history(as_alice):
    """A file of 30 km that Strava has too, and two rides that only Strava has."""
    create_connection()
    create_workout()
    store_records(
        build_record(distance_m=30_010.0),
        build_record(at=30 * HOUR, distance_m=7_000.0),
        build_record(at=60 * HOUR, distance_m=5_000.0),
    )


@pytest.mark.parametrize("address", [YEAR, MAY])
def test_what_only_strava_has_is_counted_and_not_summed(address, history, alice_client):
    said = page_markup(alice_client.get(address))
    assert "3 workouts, all complete." in said
    assert ONLY_STRAVA in said
    assert ">30 km<" in said
    assert "42 km" not in said


def test_a_week_leaves_it_out_too(history, alice_client):
    weeks = week_column(page_markup(alice_client.get(MAY)))
    assert weeks[1].split() == ["19", "30", "km", "1", "h", "00", "1", "workout"]
    assert weeks[2].split() == ["20", "2", "workouts"]


def test_the_operator_may_say_otherwise(history, alice_client, settings):
    settings.DERIVED_USE = ["strava"]
    said = page_markup(alice_client.get(YEAR))
    assert "Without" not in said
    assert "42 km" in said


def test_a_filter_says_only_what_it_lets_through(history, alice_client):
    assert "Without" not in page_markup(alice_client.get(f"{YEAR}?show=differs"))


def test_what_waits_for_an_answer_is_said_apart(history, alice_client):
    create_workout(MAY_10.replace(day=20))
    create_workout(MAY_10.replace(day=20, hour=6))
    said = page_markup(alice_client.get(YEAR))
    assert "Left out: the second half of 1 open question." in said
    assert ONLY_STRAVA in said
    assert "60 km" in said


def test_one_that_is_both_is_said_once(as_alice, alice_client):
    store_records(build_record("garmin"), build_record(at=HOUR))
    said = page_markup(alice_client.get(YEAR))
    assert "2 workouts: 2 to decide." in said
    assert "Without 1 known only from Strava: its rules do not allow sums." in said
    assert "Left out" not in said


def test_a_sum_of_nothing_allowed_is_no_sum(as_alice, alice_client):
    create_connection()
    store_records(build_record())
    said = page_markup(alice_client.get(YEAR))
    assert "Without 1 known only from Strava" in said
    assert '<span class="visually-hidden">no sum</span>' in said


def test_files_and_other_platforms_may_be_summed():
    assert may_be_summed("file")
    assert may_be_summed("garmin")
    assert not may_be_summed("strava")
