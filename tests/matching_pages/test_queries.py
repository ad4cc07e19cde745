"""How often a page asks the database: the whole request counted, and the same for a few as for many."""

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from activities.record import FILE_PROVIDER, ActivityRecord
from activities.services.store import store_activities
from tests.matching_pages.factories import create_workout, may_10_plus


def asked(client, path) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def many(count: int) -> None:
    """So many runs on the days of May, two hours apart on each of them."""
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
    ("path", "most"), [("/calendar/2026/", 8), ("/calendar/2026/?show=differs", 8), ("/calendar/2026/05/", 8)]
)
def test_a_calendar_asks_as_often_for_many_as_for_a_few(path, most, as_alice, alice_client):
    many(3)
    few = asked(alice_client, path)
    many(300)
    assert asked(alice_client, path) == few <= most


def test_a_workout_asks_at_most_ten_times_whatever_it_is_tied_to(as_alice, alice_client):
    alone = create_workout()
    path = f"/workouts/{alone}/"
    few = asked(alice_client, path)
    for number in range(1, 6):
        create_workout(may_10_plus(hours=number))
        create_workout(may_10_plus(seconds=number), file_name="a.gpx", distance_m=31_000.0)
    assert asked(alice_client, path) == few <= 10
