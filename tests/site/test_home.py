"""`/` leads an athlete to the newest year, or shows the first steps."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import SourceFile, Upload
from providers.sandbox.server import Sandbox
from tests.files_pages.uploads import gpx_ride, morning_of, post_files, upload_and_read
from tests.markup import get_page
from tests.matching.connections import create_connection
from tests.matching_pages.factories import create_workout
from tests.providers.conftest import sandbox  # noqa: F401 - a fixture
from tests.providers.factories import connected
from tests.run_jobs import run_jobs


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
    page = get_page(alice_client, "/")
    assert "Reading your files: 0 of 1 read." in page
    assert 'hx-get="/first-steps/status/"' in page


def poll(client: Client) -> Any:
    """Polls the first steps as their page does."""
    return client.get("/first-steps/status/", headers={"HX-Request": "true"})


def test_the_first_files_lead_to_their_month_when_all_of_them_are_read(alice_client: Client) -> None:
    post_files(alice_client, ("a.gpx", gpx_ride()), ("b.gpx", gpx_ride(morning_of(1))))
    assert "0 of 2 read" in poll(alice_client).content.decode()
    run_jobs()
    response = poll(alice_client)
    assert (response.status_code, response.headers["HX-Redirect"]) == (204, "/calendar/2026/05/")
    assert "2 workouts in May 2026." in get_page(alice_client, "/calendar/2026/05/")


def test_first_files_of_several_years_lead_to_the_newest_one(alice_client: Client) -> None:
    upload_and_read(alice_client, ("a.gpx", gpx_ride()), ("b.gpx", gpx_ride(morning_of(-700))))
    assert poll(alice_client).headers["HX-Redirect"] == "/calendar/2026/"


def test_first_files_without_a_workout_lead_to_the_page_that_says_why(alice_client: Client) -> None:
    upload_and_read(alice_client, ("a.gpx", b"nothing"))
    assert poll(alice_client).headers["HX-Redirect"] == "/files/"


def test_the_first_pull_leads_to_the_calendar_with_its_first_activities(
    alice_client: Client,
    alice: Account,
    sandbox: Sandbox,  # noqa: F811
) -> None:
    with owner_scope(alice):
        connected(sandbox, "demo", 30)
    assert "Importing from Strava: no activities so far." in poll(alice_client).content.decode()
    run_jobs()
    assert poll(alice_client).headers["HX-Redirect"].startswith("/calendar/20")


@pytest.mark.parametrize("address", ["/", "/privacy/"])
def test_a_post_is_not_allowed(alice_client: Client, address: str) -> None:
    assert alice_client.post(address).status_code == 405
