"""Tests that the list sorts workouts by the very names that it shows, however these came about."""

import pytest
from django.db import connection
from django.test import Client

from accounts.jobs.services.enqueue import enqueue
from accounts.models import Account
from activities.services.delete import delete_activities
from matching.models import Workout, WorkoutName
from matching.services.name_workout import name_workout, take_name_back
from matching.services.recompute_differences import RECOMPUTE_JOB
from providers.services.provider_order import arrange_providers
from tests.matching.connections import build_record, create_connection, store_records
from tests.matching.factories import HOUR
from tests.matching_pages.factories import create_workout, may_10_plus
from tests.matching_pages.workout_list import listed_names
from tests.run_jobs import run_jobs

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

DAY = 24 * HOUR
BY_NAME = "?sort=name"


def test_case_and_accents_count_less_than_letters_in_any_script(as_alice: Account, alice_client: Client) -> None:
    names = ["apricots", "Äpfel", "Bergauf", "ZÜRS", "Ötztal", "zebra", "Яблоко", "山道", "🚴 out"]
    for day, name in enumerate(names):
        create_workout(may_10_plus(days=day), name=name)
    in_order = ["Äpfel", "apricots", "Bergauf", "Ötztal", "zebra", "ZÜRS", "Яблоко", "山道", "🚴 out"]
    assert listed_names(alice_client, BY_NAME) == in_order


def test_workouts_without_a_name_follow_all_others_by_sport_and_time(as_alice: Account, alice_client: Client) -> None:
    create_workout(may_10_plus(hours=2), name="Morning Run", sport="run")
    create_workout(may_10_plus(days=1, hours=3), name="Afternoon Ride")
    create_workout(may_10_plus(hours=8), name=None, sport="other")
    store_records(build_record("garmin", at=8 * HOUR, name="Vienna Cycling"))
    create_workout(may_10_plus(days=2), name="🚴 out")
    assert listed_names(alice_client, BY_NAME) == ["🚴 out", "Ride, 15:58", "Ride, 10:58", "Run, 09:58"]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite sorts no language in its own way")
@pytest.mark.django_db(transaction=False)
def test_the_language_of_the_database_changes_no_order(as_alice: Account, alice_client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute('ALTER TABLE matching_workout ALTER COLUMN sort_name TYPE varchar(255) COLLATE "und-x-icu"')
    for day, name in enumerate(["Morning Ride", "山道", "_a", "(b", "C"]):
        create_workout(may_10_plus(days=day), name=name)
    assert listed_names(alice_client, BY_NAME) == ["(b", "_a", "C", "山道", "Ride, 07:58"]


def test_a_workout_is_sorted_by_the_name_that_leads_now(as_alice: Account, alice_client: Client) -> None:
    create_workout(may_10_plus(days=1), name="Mayrhofen")
    (garmin, strava) = store_records(build_record("garmin", name="Achensee"), build_record(at=3, name="Zillertal"))
    assert listed_names(alice_client, BY_NAME) == ["Achensee", "Mayrhofen"]
    name_workout(Workout.objects.get(members__activity=strava), "Nauders")
    assert listed_names(alice_client, BY_NAME) == ["Mayrhofen", "Nauders"]
    take_name_back(WorkoutName.objects.get().pk)
    assert listed_names(alice_client, BY_NAME) == ["Achensee", "Mayrhofen"]
    store_records(build_record("garmin", provider_id=garmin.provider_id, name="Morning Ride"))
    assert listed_names(alice_client, BY_NAME) == ["Mayrhofen", "Zillertal"]
    delete_activities([strava])
    assert listed_names(alice_client, BY_NAME) == ["Mayrhofen", "Ride, 07:58"]


def test_the_order_of_providers_changes_neither_the_names_nor_their_order(
    as_alice: Account, alice_client: Client
) -> None:
    create_connection("garmin")
    create_connection()
    create_workout(may_10_plus(days=1), name="Mayrhofen")
    store_records(build_record("garmin", name="Achensee"), build_record(at=3, name="Zillertal"))
    before = listed_names(alice_client, BY_NAME)
    arrange_providers(as_alice, ["strava", "garmin"])
    assert listed_names(alice_client, BY_NAME) == before == ["Achensee", "Mayrhofen"]


def test_the_job_of_an_upgrade_fills_in_the_order(as_alice: Account, alice_client: Client) -> None:
    for day, name in enumerate(["Bergauf", "Morning Ride", "apricots"]):
        create_workout(may_10_plus(days=day), name=name)
    in_order = listed_names(alice_client, BY_NAME)
    Workout.objects.update(sort_name="")
    assert listed_names(alice_client, BY_NAME) != in_order
    enqueue(RECOMPUTE_JOB)
    run_jobs()
    assert listed_names(alice_client, BY_NAME) == in_order == ["apricots", "Bergauf", "Ride, 07:58"]
