"""Tests that pages show the right name by what is stored of it, and also where nothing is stored yet."""

import pytest
from django.test import Client

from accounts.models import Account
from matching.models import Workout
from tests.matching.connections import build_record, create_connection, store_records
from tests.matching_pages.factories import create_workout, may_10_plus
from tests.matching_pages.workout_list import listed_names

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_name_is_shown_before_an_upgrade_has_stored_it(as_alice: Account, alice_client: Client) -> None:
    create_workout(may_10_plus(), name="Mayrhofen")
    create_workout(may_10_plus(days=1), name="Morning Ride")
    Workout.objects.update(sort_name="")
    assert listed_names(alice_client) == ["Ride, 07:58", "Mayrhofen"]


def test_of_two_names_that_sort_alike_the_one_of_a_person_is_shown(as_alice: Account, alice_client: Client) -> None:
    create_connection("garmin")
    create_connection()
    store_records(build_record("garmin", name="Vienna Cycling"), build_record(at=3, name="vienna cycling"))
    assert listed_names(alice_client) == ["vienna cycling"]


def test_no_page_asks_again_who_wrote_a_stored_name(
    as_alice: Account, alice_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_workout(may_10_plus(), name="Mayrhofen")
    create_workout(may_10_plus(days=1), name="Morning Ride")

    def fail(*_: object, **__: object) -> bool:
        raise AssertionError("a page asked who wrote a name")

    monkeypatch.setattr("matching.workout_activity.has_generated_name", fail)
    assert listed_names(alice_client) == ["Ride, 07:58", "Mayrhofen"]
