"""Tests that pages take the same number of queries for many workouts as for a few."""

from datetime import UTC, datetime

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import Account
from activities.record import FILE_PROVIDER, ActivityRecord
from activities.services.store import store_activities
from tests.matching.connections import build_record, create_connection, store_records
from tests.matching_pages.factories import create_workout, may_10_plus
from tests.queries import count_page_queries

pytestmark = pytest.mark.postgres


def create_runs(count: int) -> None:
    """Creates runs on the days of May, an hour apart on each of them."""
    records = [
        ActivityRecord(
            provider=FILE_PROVIDER,
            provider_id=f"{number:064}:0",
            sport="run",
            started_at=datetime(2026, 5, 1 + number % 30, 4 + number // 30, tzinfo=UTC),
            elapsed_s=600.0 + number,
            distance_m=2000.0 + 10 * number,
        )
        for number in range(count)
    ]
    with transaction.atomic():
        store_activities(records, origin="file")


@pytest.mark.parametrize(
    ("path", "max_queries"), [("/calendar/2026/", 8), ("/calendar/2026/?show=differs", 8), ("/calendar/2026/05/", 8)]
)
def test_a_calendar_takes_as_many_queries_for_many_workouts_as_for_a_few(
    path: str, max_queries: int, as_alice: Account, alice_client: Client
) -> None:
    create_runs(3)
    count = count_page_queries(alice_client, path)
    create_runs(300)
    assert count_page_queries(alice_client, path) == count <= max_queries


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?sort=name",
        "?page=2&sort=time",
        "?q=run+away&sport=run&year=2026&show=missing&on=file&missing=strava&gear=x&distance_min=1&distance_max=9",
        "?show=missing&sort=distance",
    ],
)
def test_the_list_takes_as_many_queries_for_many_workouts_as_for_a_few(
    query: str, as_alice: Account, alice_client: Client
) -> None:
    create_connection()
    store_records(build_record(sport="run"))
    create_runs(10)
    count = count_page_queries(alice_client, f"/workouts/{query}")
    create_runs(300)
    assert count_page_queries(alice_client, f"/workouts/{query}") == count <= 8


def test_a_workout_takes_at_most_ten_queries_whatever_belongs_to_it(as_alice: Account, alice_client: Client) -> None:
    path = f"/workouts/{create_workout()}/"
    count = count_page_queries(alice_client, path)
    for number in range(1, 6):
        create_workout(may_10_plus(hours=number))
        create_workout(may_10_plus(seconds=number), file_name="a.gpx", distance_m=31_000.0)
    assert count_page_queries(alice_client, path) == count <= 10
