"""Tests that the review lists what is missing, with the original file and the page to upload it to."""

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries, Settings

from accounts.models import Account
from activities.models import SourceFile
from providers.models import Connection
from tests.markup import get_page
from tests.matching.connections import build_record, create_connection, store_records
from tests.matching.factories import HOUR
from tests.matching_pages.factories import create_workout, may_10_plus

pytestmark = pytest.mark.postgres

REVIEW = "/review/2026/05/"


@pytest.fixture
def strava(as_alice: Account) -> Connection:
    """Returns Alice's connection, which has held one ride, years ago."""
    connection = create_connection()
    store_records(build_record(at=-900 * 24 * HOUR))
    return connection


def test_a_missing_workout_has_its_original_and_the_upload_page(
    alice_client: Client, strava: Connection, settings: Settings
) -> None:
    registration = {
        "client_id": "1",
        "client_secret": "2",
        "api_url": "",
        "oauth_url": "",
        "site_url": "https://strava.example",
    }
    settings.REGISTRATIONS = {"strava": registration}
    Connection.objects.update(registration_name="strava")
    create_workout(may_10_plus(days=3), name="A ride alone")
    SourceFile.objects.update(content="somewhere/kept.fit")
    markup = get_page(alice_client, REVIEW)
    assert "Missing somewhere" in markup
    assert "Wed, May 13" in markup
    assert "/original/" in markup
    assert "https://strava.example/upload/select" in markup
    assert "Nothing to review" not in markup


def test_a_sandbox_has_no_upload_page(alice_client: Client, strava: Connection, settings: Settings) -> None:
    settings.SANDBOX = True
    create_workout(may_10_plus(days=3))
    SourceFile.objects.update(content="somewhere/kept.fit")
    markup = get_page(alice_client, REVIEW)
    assert "Download the original" in markup
    assert "upload/select" not in markup


def test_workouts_that_are_nowhere_missing_are_not_listed(alice_client: Client, strava: Connection) -> None:
    store_records(build_record())
    create_workout(may_10_plus(days=3), sport="swim")
    markup = get_page(alice_client, REVIEW)
    assert "Missing somewhere" not in markup
    assert "Nothing to review" in markup


def test_the_review_takes_as_many_queries_for_many_workouts_as_for_one(
    alice_client: Client, strava: Connection, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for day in range(1, 9):
        create_workout(may_10_plus(days=day))
        with django_assert_max_num_queries(12):
            alice_client.get(REVIEW)
