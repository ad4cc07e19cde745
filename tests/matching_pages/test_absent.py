"""The review says what is missing somewhere, with the original to take and the place to bring it to."""

import pytest

from activities.models import SourceFile
from providers.models import Connection
from tests.matching.connections import build_record, create_connection, store_records
from tests.matching.factories import HOUR
from tests.matching_pages.factories import create_workout, may_10_plus, page_markup

REVIEW = "/review/2026/05/"


@pytest.fixture
def strava(as_alice) -> Connection:
    made = create_connection()
    store_records(build_record(at=-900 * 24 * HOUR))
    return made


def test_a_workout_that_is_missing_has_its_original_and_its_way(alice_client, strava, settings):
    own = {"client_id": "1", "client_secret": "2", "api_url": "", "oauth_url": "", "site_url": "https://strava.example"}
    settings.REGISTRATIONS = {"strava": own}
    Connection.objects.update(registration_name="strava")
    create_workout(may_10_plus(days=3), name="A ride alone")
    SourceFile.objects.update(content="somewhere/kept.fit")
    page = page_markup(alice_client.get(REVIEW))
    assert "Missing somewhere" in page
    assert "/original/" in page
    assert "https://strava.example/upload/select" in page
    assert "Nothing to review" not in page


def test_to_a_made_up_platform_nothing_can_be_brought(alice_client, strava, settings):
    settings.SANDBOX = True
    create_workout(may_10_plus(days=3))
    SourceFile.objects.update(content="somewhere/kept.fit")
    page = page_markup(alice_client.get(REVIEW))
    assert "Download the original" in page
    assert "upload/select" not in page


def test_what_is_everywhere_and_what_is_expected_nowhere_is_not_listed(alice_client, strava):
    store_records(build_record())
    create_workout(may_10_plus(days=3), sport="swim")
    page = page_markup(alice_client.get(REVIEW))
    assert "Missing somewhere" not in page
    assert "Nothing to review" in page


def test_the_page_costs_the_same_for_one_and_for_many(alice_client, strava, django_assert_max_num_queries):
    for day in range(1, 9):
        create_workout(may_10_plus(days=day))
        with django_assert_max_num_queries(12):
            alice_client.get(REVIEW)
