"""Tests the menu of years on the calendar: all years that have a workout, from both of its pages."""

import re
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from accounts.models import Account
from accounts.scope import owner_scope
from activities.sports import TRANSITION
from matching.models import Workout
from matching.workout_years import workout_days_around
from tests.markup import get_page
from tests.matching_pages.factories import create_workout
from tests.queries import count_page_queries, count_queries

pytestmark = pytest.mark.postgres

MENU = re.compile(r'aria-label="All years">(.*?)</nav>')


def create_workouts_in(*years: int) -> None:
    for year in years:
        create_workout(datetime(year, 5, 10, 8, tzinfo=UTC))


def listed_years(client: Client, address: str) -> list[str]:
    """Returns the addresses that the menu links to, in its order."""
    (menu,) = MENU.findall(get_page(client, address))
    return re.findall(r'href="([^"]*)"', menu)


@pytest.mark.parametrize("address", ["/calendar/2024/", "/calendar/2024/05/", "/calendar/2011/"])
def test_the_menu_links_to_every_year_with_a_workout_and_to_no_other(
    address: str, as_alice: Account, alice_client: Client
) -> None:
    create_workouts_in(2001, 2002, 2011, 2024, 2024)
    assert listed_years(alice_client, address) == [f"/calendar/{year}/" for year in (2024, 2011, 2002, 2001)]


def test_the_menu_marks_the_year_that_is_shown(as_alice: Account, alice_client: Client) -> None:
    create_workouts_in(2023, 2024)
    for address in ("/calendar/2023/", "/calendar/2023/05/"):
        assert '<a href="/calendar/2023/" aria-current="true">2023</a>' in get_page(alice_client, address)


def test_a_single_year_needs_no_menu(as_alice: Account, alice_client: Client) -> None:
    create_workouts_in(2024)
    assert not MENU.search(get_page(alice_client, "/calendar/2024/"))


def test_neither_another_accounts_years_nor_those_of_transitions_are_listed(
    alice: Account, mallory_client: Client
) -> None:
    with owner_scope(alice):
        create_workouts_in(2023, 2024)
        create_workout(datetime(2019, 5, 10, tzinfo=UTC), sport=TRANSITION)
        assert workout_days_around(date(2024, 1, 1), date(2024, 12, 31)).years == (2024, 2023)
    assert not MENU.search(get_page(mallory_client, f"/calendar/{datetime.now(UTC).year}/"))


def test_the_days_around_are_the_nearest_ones(as_alice: Account) -> None:
    create_workouts_in(2020, 2023, 2024)
    first, last = date(2022, 1, 1), date(2022, 12, 31)
    assert workout_days_around(first, last)[:2] == (date(2020, 5, 10), date(2023, 5, 10))
    assert workout_days_around(date(2019, 1, 1), date(2019, 1, 1))[:2] == (None, date(2020, 5, 10))
    assert workout_days_around(date(2025, 1, 1), date(2025, 1, 1))[:2] == (date(2024, 5, 10), None)


def test_the_year_is_that_of_the_workouts_own_day(as_alice: Account) -> None:
    workout = create_workout(datetime(2024, 5, 10, 8, tzinfo=UTC))
    Workout.objects.filter(pk=workout).update(local_date=date(2023, 12, 31))
    assert workout_days_around(date(2024, 1, 1), date(2024, 12, 31)) == (date(2023, 12, 31), None, (2023,))


def test_an_account_without_workouts_has_no_years(as_alice: Account) -> None:
    assert workout_days_around(date(2024, 1, 1), date(2024, 1, 1)) == (None, None, ())


def test_many_years_take_as_many_queries_as_one(alice: Account, alice_client: Client) -> None:
    with owner_scope(alice):
        create_workouts_in(2024)
        count = count_page_queries(alice_client, "/calendar/2024/05/")
        create_workouts_in(*range(2001, 2024))
        assert count_queries(lambda: workout_days_around(date(2024, 1, 1), date(2024, 1, 1))) == 1
        assert count_page_queries(alice_client, "/calendar/2024/05/") == count <= 8
