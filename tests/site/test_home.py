"""`/` leads an athlete to the newest year, or shows the first steps."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import SourceFile, Upload
from tests.markup import get_page
from tests.matching.connections import create_connection
from tests.matching_pages.factories import create_workout


def create_workout_in(year: int) -> None:
    create_workout(datetime(year, 5, 10, 8, tzinfo=UTC))


def test_home_leads_to_the_newest_year_with_a_workout(alice_client: Client, alice: Account) -> None:
    with owner_scope(alice):
        create_workout_in(2024)
        create_workout_in(2021)
    assert alice_client.get("/").headers["Location"] == "/calendar/2024/"


def test_another_accounts_workouts_do_not_count(alice_client: Client, mallory: Account) -> None:
    with owner_scope(mallory):
        create_workout_in(2024)
    assert "Welcome to tracekit" in get_page(alice_client, "/")


def test_an_empty_account_sees_the_first_steps(
    alice_client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(5):
        page = get_page(alice_client, "/")
    assert "Welcome to tracekit" in page
    assert 'href="/files/"' in page


def test_the_first_step_can_be_a_connection(alice_client: Client, alice: Account, settings: Settings) -> None:
    assert 'href="/connections/new/strava/"' in get_page(alice_client, "/")
    settings.HOSTED = True
    assert "Connect Strava" not in get_page(alice_client, "/")
    with owner_scope(alice):
        create_connection()
    page = get_page(alice_client, "/")
    assert "Importing your activities" in page
    assert 'href="/sync/"' in page


def test_home_says_that_files_are_being_read(alice_client: Client, alice: Account) -> None:
    with owner_scope(alice):
        SourceFile.objects.create(upload=Upload.objects.create(), name="ride.fit", size=1)
    assert "Your files are being read" in get_page(alice_client, "/")


@pytest.mark.parametrize("address", ["/", "/privacy/"])
def test_a_post_is_not_allowed(alice_client: Client, address: str) -> None:
    assert alice_client.post(address).status_code == 405
