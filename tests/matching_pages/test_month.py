"""Tests the page of a month: weeks, workouts, chips, sums."""

import re

import pytest
from django.test import Client

from accounts.models import Account
from accounts.scope import owner_scope
from tests.markup import get_page
from tests.matching_pages.factories import MAY_10, create_workout, may_10_plus

pytestmark = pytest.mark.postgres

MAY = "/calendar/2026/05/"


def week_summaries(markup: str) -> list[str]:
    """Returns the text about each week, without the word `Week`."""
    cells = re.findall(r'class="week-summary">.*?</th>', markup)
    return [re.sub(r"<[^>]+>", " ", cell).split("Week ")[1].strip() for cell in cells]


def days_of_other_months(markup: str) -> list[str]:
    """Returns the markup of each day that only fills a week of the month."""
    return re.findall(r'<td[^>]*class="day day-other-month[^>]*>.*?</td>', markup)


def test_an_entry_shows_sport_name_start_distance_and_chips(as_alice: Account, alice_client: Client) -> None:
    id_ = create_workout(file_name="a.fit")
    create_workout(may_10_plus(seconds=5), file_name="a.gpx")
    markup = get_page(alice_client, MAY)
    assert f'href="/workouts/{id_}/"' in markup
    assert "Ride" in markup
    assert "07:58</time>· 30.0 km" in markup
    assert "as a file, 2 activities" in markup


def test_a_workout_without_distance_shows_its_time(as_alice: Account, alice_client: Client) -> None:
    create_workout(distance_m=None, sport="strength", elapsed_s=2520.0)
    assert "07:58</time>· 42 min" in get_page(alice_client, MAY)


def test_a_name_that_only_another_activity_gives_is_the_workouts_name(as_alice: Account, alice_client: Client) -> None:
    create_workout(file_name="a.fit")
    create_workout(may_10_plus(seconds=3), file_name="a.gpx", name="Three passes")
    assert "Three passes" in get_page(alice_client, MAY)


def test_a_difference_and_a_question_have_their_own_chips(as_alice: Account, alice_client: Client) -> None:
    create_workout(file_name="a.fit")
    create_workout(may_10_plus(seconds=5), file_name="a.gpx", distance_m=31_000.0)
    create_workout(may_10_plus(hours=1, seconds=5), file_name="b.gpx", distance_m=31_000.0)
    markup = get_page(alice_client, MAY)
    assert "differs as a file" in markup
    assert "possible duplicate, needs your answer" in markup


def test_a_week_sums_its_days_of_other_months_and_the_month_does_not(as_alice: Account, alice_client: Client) -> None:
    april_30 = create_workout(MAY_10.replace(month=4, day=30))
    may_1 = create_workout(MAY_10.replace(day=1))
    markup = get_page(alice_client, MAY)
    assert "1 workout, complete." in markup
    assert week_summaries(markup)[0].split() == ["18", "60", "km", "2", "h", "00", "2", "workouts"]
    assert f"/workouts/{may_1}/" in markup
    other_days = days_of_other_months(markup)
    assert len(other_days) == 4
    assert [f"/workouts/{april_30}/" in day for day in other_days] == [False, False, False, True]
    assert not any(f"/workouts/{may_1}/" in day for day in other_days)


def test_weeks_begin_on_the_athletes_day(alice: Account, as_alice: Account, alice_client: Client) -> None:
    create_workout()
    alice.week_start = 6
    alice.save()
    headings = re.findall(r'scope="col">(\w+)<', get_page(alice_client, MAY))
    assert headings == ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Week"]


def test_units_and_zone_are_the_athletes(alice: Account, as_alice: Account, alice_client: Client) -> None:
    create_workout()
    alice.units, alice.time_zone = "imperial", "Atlantic/Madeira"
    alice.save()
    markup = get_page(alice_client, MAY)
    assert "07:58 UTC+2</time>· 18.6 mi" in markup


def test_a_day_lists_all_of_its_workouts(as_alice: Account, alice_client: Client) -> None:
    for hour in range(7):
        create_workout(
            may_10_plus(hours=2 * hour), sport="run", elapsed_s=600.0 + 100 * hour, distance_m=1000.0 + 900 * hour
        )
    assert get_page(alice_client, MAY).count('class="entry"') == 7


def test_an_empty_month_links_to_the_nearest_one_with_workouts(as_alice: Account, alice_client: Client) -> None:
    create_workout()
    markup = get_page(alice_client, "/calendar/2026/02/")
    assert "No workouts in February 2026" in markup
    assert 'href="/calendar/2026/05/">May 2026' in markup


def test_the_page_links_to_months_up_to_this_one(as_alice: Account, alice_client: Client) -> None:
    create_workout()
    markup = get_page(alice_client, MAY)
    assert 'aria-label="June 2026"' in markup
    assert 'aria-label="April 2026"' not in markup


@pytest.mark.parametrize(
    "path", ["2026/0", "2026/00", "2026/13", "2026/5", "0/05", "0000/05", "99999/05", "9999/12", "2999/12", "1066/10"]
)
def test_a_month_that_does_not_exist_is_not_found(path: str, as_alice: Account, alice_client: Client) -> None:
    create_workout()
    assert alice_client.get(f"/calendar/{path}/").status_code == 404


def test_a_month_holds_no_workouts_of_another_account(
    alice: Account, alice_client: Client, mallory_client: Client
) -> None:
    with owner_scope(alice):
        id_ = create_workout()
    assert f"/workouts/{id_}/" in get_page(alice_client, MAY)
    assert f"/workouts/{id_}/" not in get_page(mallory_client, MAY)
