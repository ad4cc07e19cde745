"""Tests that sums leave out what a provider's rules bar, and say how many workouts that is."""

import re

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import Account
from providers.services.derived_use import may_be_summed
from tests.markup import get_page, visible_text
from tests.matching.connections import build_record, create_connection, store_records
from tests.matching.factories import HOUR
from tests.matching_pages.factories import MAY_10, create_workout, may_10_plus
from tests.matching_pages.test_month import week_summaries

pytestmark = pytest.mark.postgres

MAY = "/calendar/2026/05/"
YEAR = "/calendar/2026/"
ONLY_STRAVA = "Totals exclude 2 Strava-only workouts (Strava’s API terms)."


def columns_of(markup: str) -> list[str]:
    """Returns the heads of the columns of the table of months."""
    return re.findall(r'scope="col"[^>]*>(.*?)</th>', markup.partition('class="table table-hover month-table"')[2])


@pytest.fixture
def history(as_alice: Account) -> None:
    """Creates a file of 30 km that Strava has too, and two rides that only Strava has."""
    create_connection()
    create_workout()
    store_records(
        build_record(distance_m=30_010.0),
        build_record(at=30 * HOUR, distance_m=7_000.0),
        build_record(at=60 * HOUR, distance_m=5_000.0),
    )


@pytest.mark.parametrize("address", [YEAR, MAY])
def test_a_workout_that_only_strava_has_is_counted_and_not_summed(
    address: str, history: None, alice_client: Client
) -> None:
    markup = get_page(alice_client, address)
    assert "3 workouts, all complete." in markup
    assert ONLY_STRAVA in markup
    assert ">30 km<" in markup
    assert "42 km" not in markup


def test_a_week_leaves_out_a_workout_that_only_strava_has(history: None, alice_client: Client) -> None:
    weeks = week_summaries(get_page(alice_client, MAY))
    assert weeks[1].split() == ["19", "30", "km", "1", "h", "00", "1", "workout"]
    assert weeks[2].split() == ["20", "2", "workouts", "0", "of", "2", "counted"]


def test_the_operator_can_allow_derived_use(history: None, alice_client: Client, settings: Settings) -> None:
    settings.DERIVED_USE = ["strava"]
    markup = get_page(alice_client, YEAR)
    assert "Totals exclude" not in markup
    assert "42 km" in markup


def test_a_filter_leaves_out_the_message_about_other_workouts(history: None, alice_client: Client) -> None:
    assert ONLY_STRAVA in get_page(alice_client, f"{YEAR}?show=whole")
    assert "Totals exclude" not in get_page(alice_client, f"{YEAR}?show=differs")


def test_open_questions_have_a_message_of_their_own(history: None, alice_client: Client) -> None:
    create_workout(MAY_10.replace(day=20))
    create_workout(MAY_10.replace(day=20, hour=6))
    markup = get_page(alice_client, YEAR)
    assert ONLY_STRAVA.replace(".", " and 1 possible duplicate.") in markup
    assert "60 km" in markup


def test_a_barred_workout_with_an_open_question_is_mentioned_once(as_alice: Account, alice_client: Client) -> None:
    store_records(build_record("garmin"), build_record(at=HOUR))
    markup = get_page(alice_client, YEAR)
    assert "2 workouts. 2 need your answer." in visible_text(markup)
    assert "Totals exclude 1 Strava-only workout (Strava’s API terms)." in markup


def test_of_a_question_the_workout_that_a_file_knows_counts(as_alice: Account, alice_client: Client) -> None:
    create_connection()
    store_records(build_record())
    create_workout(may_10_plus(hours=1))
    for address in (YEAR, MAY):
        markup = get_page(alice_client, address)
        assert "2 workouts. 1 missing somewhere, 2 need your answer." in visible_text(markup)
        assert "30 km" in markup
        assert "Totals exclude 1 Strava-only workout (Strava’s API terms)." in markup


def test_a_sum_without_a_workout_that_is_allowed_is_no_sum(as_alice: Account, alice_client: Client) -> None:
    create_connection()
    store_records(build_record())
    markup = get_page(alice_client, YEAR)
    assert "Totals exclude 1 Strava-only workout" in markup
    assert "counted</small>" not in markup
    assert columns_of(markup) == ["Month", "Workouts", "Complete"]


def test_a_number_that_leaves_something_out_says_of_how_many_it_is(history: None, alice_client: Client) -> None:
    year, may = get_page(alice_client, YEAR), get_page(alice_client, MAY)
    assert columns_of(year) == ["Month", "Workouts", "Complete", "Distance", "Time"]
    assert year.count('30 km<small class="counted">1 of 3 counted</small>') == 2
    assert year.count('1 h 00<small class="counted">1 of 3 counted</small>') == 2
    assert '30 km</a><small class="counted">1 of 3 counted</small>' in may
    assert "<span>1 workout</span></th>" in may
    assert '<span>2 workouts</span><span class="text-muted">0 of 2 counted</span>' in may


def test_a_number_that_leaves_nothing_out_stands_alone(as_alice: Account, alice_client: Client) -> None:
    create_connection()
    create_workout(elevation_gain_m=500.0)
    store_records(build_record(at=60 * HOUR))
    markup = get_page(alice_client, YEAR)
    assert markup.count('30 km<small class="counted">1 of 2 counted</small>') == 2
    assert re.findall(r'month-table-elevation">(.*?)</td>', markup) == ["500 m", "500 m"]


def test_a_month_of_which_nothing_counts_says_so_in_a_column_that_others_need(
    history: None, alice_client: Client
) -> None:
    store_records(build_record(at=40 * 24 * HOUR))
    assert '<td role="cell" class="numeric"><small class="counted">0 of 1 counted</small></td>' in get_page(
        alice_client, YEAR
    )


def test_an_open_question_is_said_beside_the_number_too(as_alice: Account, alice_client: Client) -> None:
    create_workout()
    create_workout(may_10_plus(hours=1))
    assert '30 km<small class="counted">1 of 2 counted</small>' in get_page(alice_client, YEAR)


def test_files_and_other_platforms_may_be_summed() -> None:
    assert may_be_summed("file")
    assert may_be_summed("garmin")
    assert not may_be_summed("strava")
