"""A workout holds its own day and offset, which activities that state an offset give to those that state none."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from accounts.jobs.services.enqueue import enqueue
from accounts.models import Account
from accounts.services.profile import save_profile
from activities.models import Activity
from activities.services.delete import delete_activities
from matching.models import Workout
from matching.services.recompute_differences import RECOMPUTE_JOB
from providers.services.disconnect import disconnect
from tests.markup import get_page
from tests.matching.connections import build_record, create_connection, set_confirmed_ago, store_records
from tests.matching.factories import HOUR
from tests.matching.test_retention import run_trims
from tests.matching_pages.factories import MAY_10, create_workout
from tests.run_jobs import run_jobs

pytestmark = pytest.mark.postgres

LATE = datetime(2026, 5, 31, 23, 45, tzinfo=UTC)
"""This is 1 June in Vienna, and 31 May in New York."""
LATE_S = (LATE - MAY_10).total_seconds()
NEW_YORK_S = -4 * 3600
IN_VIENNA, IN_NEW_YORK = (date(2026, 6, 1), None), (date(2026, 5, 31), NEW_YORK_S)


def days() -> list[tuple[date, int | None]]:
    """Returns the day and the offset of each workout, in order of time."""
    return list(Workout.objects.order_by("leader__started_at").values_list("local_date", "utc_offset_s"))


def store_late_pair() -> list[Activity]:
    """Stores an activity of Garmin that leads and states no offset, and one of Strava that states New York's."""
    return store_records(build_record("garmin", at=LATE_S), build_record(at=LATE_S, utc_offset_s=NEW_YORK_S))


@pytest.mark.parametrize(
    ("garmin", "strava", "expected"),
    [
        (None, NEW_YORK_S, IN_NEW_YORK),
        (7200, NEW_YORK_S, (date(2026, 6, 1), 7200)),
        (NEW_YORK_S, None, IN_NEW_YORK),
        (None, None, IN_VIENNA),
        (None, 0, (date(2026, 5, 31), 0)),
    ],
)
def test_the_first_offset_in_order_of_leading_counts(
    as_alice: Account, garmin: int | None, strava: int | None, expected: tuple[date, int | None]
) -> None:
    store_records(build_record("garmin", at=LATE_S, utc_offset_s=garmin), build_record(at=LATE_S, utc_offset_s=strava))
    assert days() == [expected]


def test_a_duplicate_that_is_not_counted_gives_its_offset_too(as_alice: Account) -> None:
    longer = build_record("garmin", at=LATE_S, elapsed_s=3700.0)
    store_records(longer, build_record("garmin", at=LATE_S + 20, utc_offset_s=NEW_YORK_S))
    assert days() == [IN_NEW_YORK]


def test_a_later_statement_moves_the_workout_and_its_end_moves_it_back(as_alice: Account) -> None:
    store_records(build_record("garmin", at=LATE_S))
    assert days() == [IN_VIENNA]
    strava = store_records(build_record(at=LATE_S, utc_offset_s=NEW_YORK_S))
    assert days() == [IN_NEW_YORK]
    delete_activities(strava)
    assert days() == [IN_VIENNA]


def test_nothing_of_an_offset_is_left_once_its_platform_has_gone(as_alice: Account) -> None:
    connection = create_connection()
    store_late_pair()
    disconnect(connection)
    run_jobs()
    assert days() == [IN_VIENNA]


def test_an_offset_is_trimmed_with_its_activity(as_alice: Account) -> None:
    create_connection()
    _, strava = store_late_pair()
    set_confirmed_ago(timedelta(days=8), strava)
    run_trims()
    assert days() == [IN_VIENNA]


def test_another_zone_moves_only_workouts_of_which_nobody_knows_the_offset(as_alice: Account) -> None:
    store_late_pair()
    store_records(build_record("garmin", at=LATE_S + 24 * HOUR))
    for zone, day in (("America/New_York", 1), ("Asia/Tokyo", 2)):
        save_profile(as_alice, time_zone=zone)
        run_jobs()
        assert days() == [IN_NEW_YORK, (date(2026, 6, day), None)]


def test_the_upgrade_looks_at_the_other_activities_of_each_workout(as_alice: Account) -> None:
    store_late_pair()
    Workout.objects.update(local_date=date(2026, 6, 1), utc_offset_s=None)
    enqueue(RECOMPUTE_JOB)
    run_jobs()
    assert days() == [IN_NEW_YORK]


def test_every_page_shows_the_day_and_the_times_of_the_workout(as_alice: Account, alice_client: Client) -> None:
    create_connection()
    id_ = create_workout(LATE, utc_offset_s=None, name="Night ride")
    store_records(build_record(at=LATE_S, utc_offset_s=NEW_YORK_S, name="Coffee ride"))
    assert "19:45 UTC−4</time>" in get_page(alice_client, "/calendar/2026/05/")
    assert "No workouts in June 2026" in get_page(alice_client, "/calendar/2026/06/")
    review = get_page(alice_client, "/review/2026/05/")
    assert '<time class="review-card-date"' in review
    assert 'datetime="2026-05-31"' in review
    assert f"/workouts/{id_}/" not in get_page(alice_client, "/review/2026/06/")
    markup = get_page(alice_client, f"/workouts/{id_}/")
    assert 'href="/calendar/2026/05/">' in markup
    assert "Sunday, May 31, 2026, 19:45 UTC−4</time> to" in markup
    assert "Sun, May 31 at 19:45:00 UTC−4" in markup
    assert "01:45" not in markup
    files = get_page(alice_client, "/files/")
    assert "Sunday, May 31, 2026 at 19:45 UTC−4." in files
    assert "June" not in files


def test_the_calendar_shows_a_workout_in_the_year_of_its_own_day(as_alice: Account, alice_client: Client) -> None:
    at = (datetime(2026, 1, 1, 2, tzinfo=UTC) - MAY_10).total_seconds()
    store_records(build_record("garmin", at=at), build_record(at=at, utc_offset_s=NEW_YORK_S))
    assert "1 workout" in get_page(alice_client, "/calendar/2025/")
    assert "No workouts in 2026" in get_page(alice_client, "/calendar/2026/")
