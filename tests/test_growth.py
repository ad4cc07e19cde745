"""Work grows no faster than its input: the functions called are counted for inputs of size n and 4n."""

import sys
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Account
from bench.growing_inputs import engine_work, reader_work
from matching.engine.decision_kind import DecisionKind
from matching.models import Question
from matching.services.decide import decide
from tests.matching.connections import build_record, create_connection, store_records
from tests.matching_pages.factories import MAY_10, create_workout
from tests.run_jobs import run_jobs
from tests.write_back.factories import create_write_back

SIZE = 150
MAX_RATIO = 5.5
"""Linear work has a ratio of 4, and sorting a little more; quadratic work has 16."""

PAGES = (
    *("/workouts/", "/review/", "/possible/", "/writes/", "/corrections/", "/files/", "/"),
    *("/calendar/2026/", "/calendar/2026/05/", "/review/2026/05/", "/calendar/2026/05/10/"),
)


def count_calls(work: Callable[[], object]) -> int:
    """Returns how many functions the work calls, those written in C included."""
    count = 0

    def count_event(_: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(count_event)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("name", reader_work(1))
def test_a_reader_does_four_times_the_work_for_four_times_the_file(name: str) -> None:
    small, large = (count_calls(reader_work(size)[name]) for size in (SIZE, 4 * SIZE))
    assert large <= MAX_RATIO * small


@pytest.mark.parametrize("name", engine_work(2))
def test_the_engine_does_four_times_the_work_for_four_times_the_activities(name: str) -> None:
    small, large = (count_calls(engine_work(size)[name]) for size in (SIZE, 4 * SIZE))
    assert large <= MAX_RATIO * small


@pytest.mark.django_db
def test_a_page_does_at_most_four_times_the_work_for_four_times_the_workouts(
    as_alice: Account, alice_client: Client
) -> None:
    connection = create_connection()
    calls: dict[str, list[int]] = {path: [] for path in PAGES}
    for numbers in (range(6), range(6, 24)):
        for number in numbers:
            _create_differing_workout(number, connection)
        run_jobs()
        for path in PAGES:
            alice_client.get(path)  # builds what is built once
            calls[path].append(count_calls(lambda path=path: alice_client.get(path)))  # type: ignore[misc]
    assert Question.objects.count() >= 24
    for path, (small, large) in calls.items():
        assert large <= MAX_RATIO * small, path


def _create_differing_workout(number: int, connection: object) -> None:
    """Creates a workout in a file and on Strava, one that may be the same, an answer and a change, all in one month."""
    start = MAY_10 + timedelta(hours=20 * number)
    offset_s = (start - MAY_10).total_seconds()
    workout = create_workout(start, name=f"In a file {number}", distance_m=20_000.0 + number)
    shifted = build_record("ridewithgps", offset_s + 3600, name=f"Shifted {number}", distance_m=20_000.0 + number)
    (activity, _) = store_records(build_record(at=offset_s, name=f"On Strava {number}", distance_m=25_000.0), shifted)
    (other,) = store_records(build_record(at=offset_s - 9000, name=f"Other {number}", elapsed_s=600.0))
    decide(DecisionKind.DIFFERENT, [(activity.pk, other.pk)])
    create_write_back(
        connection=connection,
        workout_id=workout,
        provider_id=activity.provider_id,
        field="name",
        expected_before="a",
        desired_after="b",
        state="done",
        ended_at=timezone.now(),
    )
