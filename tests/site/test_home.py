"""`/` for an athlete."""

from datetime import UTC, datetime

import pytest

from accounts.scope import owner_scope
from activities.models import SourceFile, Upload
from tests.markup import compact
from tests.matching.connections import create_connection
from tests.matching_pages.factories import create_workout


def done_in(year: int) -> None:
    create_workout(datetime(year, 5, 10, 8, tzinfo=UTC))


def test_it_goes_on_to_the_newest_year_with_a_workout(alice_client, alice):
    with owner_scope(alice):
        done_in(2024)
        done_in(2021)
    assert alice_client.get("/").headers["Location"] == "/calendar/2024/"


def test_another_athletes_activities_do_not_count(alice_client, mallory):
    with owner_scope(mallory):
        done_in(2024)
    assert "Nothing here yet" in compact(alice_client.get("/").content.decode())


def test_with_nothing_there_it_teaches_the_first_step(alice_client, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        page = compact(alice_client.get("/").content.decode())
    assert "Nothing here yet" in page
    assert 'href="/files/"' in page


def test_the_first_step_may_be_a_connection_too(alice_client, alice, settings):
    assert 'href="/connections/new/strava/"' in compact(alice_client.get("/").content.decode())
    settings.HOSTED = True
    assert "Connect Strava" not in compact(alice_client.get("/").content.decode())
    with owner_scope(alice):
        create_connection()
    page = compact(alice_client.get("/").content.decode())
    assert "Your activities come in" in page
    assert 'href="/sync/"' in page


def test_while_the_first_files_are_read_it_says_so(alice_client, alice):
    with owner_scope(alice):
        SourceFile.objects.create(upload=Upload.objects.create(), name="ride.fit", size=1)
    assert "Your files are being read" in compact(alice_client.get("/").content.decode())


@pytest.mark.parametrize("address", ["/", "/privacy/"])
def test_nothing_there_is_done_by_a_post(alice_client, address):
    assert alice_client.post(address).status_code == 405
