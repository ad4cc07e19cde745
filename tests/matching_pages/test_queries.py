"""How often a page asks the database: the whole request counted, and the same for a few as for many."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.matching_pages.cast import MAY_10, file, later


def asked(client, path) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def many(count: int) -> None:
    for number in range(count):
        start = (
            MAY_10.replace(day=1)
            + (number % 30) * (later(days=1) - MAY_10)
            + (number // 30) * (later(hours=2) - MAY_10)
        )
        file(start, sport="run", elapsed_s=600.0 + number, distance_m=2000.0 + 10 * number)


@pytest.mark.parametrize(
    ("path", "most"), [("/calendar/2026/", 8), ("/calendar/2026/?show=differs", 8), ("/calendar/2026/05/", 8)]
)
def test_a_calendar_asks_as_often_for_many_as_for_a_few(path, most, as_alice, alice_client):
    many(3)
    few = asked(alice_client, path)
    many(300)
    assert asked(alice_client, path) == few <= most


def test_a_workout_asks_at_most_ten_times_whatever_it_is_tied_to(as_alice, alice_client):
    alone = file()
    path = f"/workouts/{alone}/"
    few = asked(alice_client, path)
    for number in range(1, 6):
        file(later(hours=number))
        file(later(seconds=number), file_name="a.gpx", distance_m=31_000.0)
    assert asked(alice_client, path) == few <= 10
