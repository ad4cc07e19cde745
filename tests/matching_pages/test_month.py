"""The month: weeks, workouts, chips, sums."""

import re

import pytest

from accounts.scope import owner_scope
from tests.matching_pages.factories import MAY_10, create_workout, may_10_plus, page_markup

MAY = "/calendar/2026/05/"


def week_column(said: str) -> list[str]:
    return [
        re.sub(r"<[^>]+>", " ", one).split("Week ")[1].strip()
        for one in re.findall(r'class="week-summary">.*?</th>', said)
    ]


def test_a_workout_is_its_sport_name_start_distance_and_chips(as_alice, alice_client):
    id_ = create_workout(file_name="a.fit")
    create_workout(may_10_plus(seconds=5), file_name="a.gpx")
    said = page_markup(alice_client.get(MAY))
    assert f'href="/workouts/{id_}/"' in said
    assert "Ride" in said
    assert "07:58</time>· 30.0 km" in said
    assert "as a file, 2 activities" in said


def test_a_workout_without_distance_shows_its_time(as_alice, alice_client):
    create_workout(distance_m=None, sport="strength", elapsed_s=2520.0)
    assert "07:58</time>· 42 min" in page_markup(alice_client.get(MAY))


def test_a_name_that_only_a_follower_gives_is_the_workouts_name(as_alice, alice_client):
    create_workout(file_name="a.fit")
    create_workout(may_10_plus(seconds=3), file_name="a.gpx", name="Three passes")
    assert "Three passes" in page_markup(alice_client.get(MAY))


def test_a_difference_and_a_question_have_their_own_chips(as_alice, alice_client):
    create_workout(file_name="a.fit")
    create_workout(may_10_plus(seconds=5), file_name="a.gpx", distance_m=31_000.0)
    create_workout(may_10_plus(hours=1, seconds=5), file_name="b.gpx", distance_m=31_000.0)
    said = page_markup(alice_client.get(MAY))
    assert "differs as a file" in said
    assert "possible match, a question for you" in said


def test_weeks_add_up_and_the_days_around_belong_to_them(as_alice, alice_client):
    create_workout(MAY_10.replace(month=4, day=30))
    create_workout(MAY_10.replace(day=1))
    said = page_markup(alice_client.get(MAY))
    assert "1 workout, complete." in said
    assert week_column(said)[0].split() == ["18", "60", "km", "2", "h", "00", "2", "workouts"]
    assert "day-other-month" in said


def test_the_week_begins_on_the_athletes_day(alice, as_alice, alice_client):
    create_workout()
    alice.week_start = 6
    alice.save()
    heads = re.findall(r'scope="col">(\w+)<', page_markup(alice_client.get(MAY)))
    assert heads == ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Week"]


def test_units_and_zone_are_the_athletes(alice, as_alice, alice_client):
    create_workout()
    alice.units, alice.time_zone = "imperial", "Atlantic/Madeira"
    alice.save()
    said = page_markup(alice_client.get(MAY))
    assert "07:58 UTC+2</time>· 18.6 mi" in said


def test_all_workouts_of_a_day_are_there(as_alice, alice_client):
    for hour in range(7):
        create_workout(
            may_10_plus(hours=2 * hour), sport="run", elapsed_s=600.0 + 100 * hour, distance_m=1000.0 + 900 * hour
        )
    assert page_markup(alice_client.get(MAY)).count('class="entry"') == 7


def test_an_empty_month_points_to_the_nearest_with_workouts(as_alice, alice_client):
    create_workout()
    said = page_markup(alice_client.get("/calendar/2026/02/"))
    assert "No workout in February 2026" in said
    assert 'href="/calendar/2026/05/">May 2026' in said


def test_months_go_on_until_this_one(as_alice, alice_client):
    create_workout()
    said = page_markup(alice_client.get(MAY))
    assert 'aria-label="June 2026"' in said
    assert 'aria-label="April 2026"' not in said


@pytest.mark.parametrize(
    "path", ["2026/0", "2026/00", "2026/13", "2026/5", "0/05", "0000/05", "99999/05", "9999/12", "2999/12", "1066/10"]
)
def test_a_month_that_does_not_exist_is_not_there(path, as_alice, alice_client):
    create_workout()
    assert alice_client.get(f"/calendar/{path}/").status_code == 404


def test_somebody_elses_month_says_nothing(alice, mallory_client):
    with owner_scope(alice):
        create_workout()
    assert "/workouts/" not in page_markup(mallory_client.get(MAY))
