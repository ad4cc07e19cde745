"""One click writes once; whatever is already so, changed meanwhile or asked for twice is not written."""

import pytest
from django.db import IntegrityError, transaction

from accounts.jobs.models import Job
from matching.models import WriteBack
from matching.services.request_write_back import request_undo
from tests.run_jobs import run_jobs
from tests.write_back.factories import Ride, create_write_back, run_waiting_jobs

pytestmark = pytest.mark.postgres

State = WriteBack.State


def get_row() -> WriteBack:
    return WriteBack.objects.get()


def test_a_click_writes_once_and_the_difference_is_gone(ride: Ride) -> None:
    gear = ride.workout.members.get(activity__provider="strava").activity.gear_label
    assert ride.workout.has_differences
    ride.click()
    run_jobs()
    assert (ride.name_there(), ride.name_kept(), get_row().state) == (ride.here, ride.here, State.DONE)
    assert (ride.writes, ride.renames()) == (1, 1)
    assert get_row().ended_at
    after = ride.workout.members.get(activity__provider="strava").activity
    assert after.gear_label == gear
    run_waiting_jobs()
    assert ride.writes == 1
    assert not Job.objects.exists()


def test_what_is_already_so_is_not_sent(ride: Ride) -> None:
    ride.rename_there(ride.here)
    ride.click()
    run_jobs()
    assert (get_row().state, get_row().sent_at, ride.writes) == (State.ALREADY, None, 0)
    assert ride.name_kept() == ride.here


def test_a_name_that_differs_in_form_only_is_the_same(ride: Ride) -> None:
    ride.rename_there(f"  {ride.here}\n")
    ride.click()
    run_jobs()
    assert (get_row().state, ride.writes) == (State.ALREADY, 0)


def test_what_was_changed_there_meanwhile_is_left_alone_and_learnt(ride: Ride) -> None:
    ride.rename_there("With the club")
    ride.click()
    run_jobs()
    assert (get_row().state, get_row().found_value, ride.writes) == (State.CONFLICT, "With the club", 0)
    assert ride.name_there() == ride.name_kept() == "With the club"


def test_two_tabs_are_one_write(ride: Ride) -> None:
    first, second = ride.click(), ride.click()
    run_jobs()
    assert first.pk == second.pk == get_row().pk
    assert (ride.writes, ride.renames()) == (1, 1)


def test_the_database_itself_allows_one_write_back_under_way(ride: Ride) -> None:
    row = ride.click()
    with pytest.raises(IntegrityError), transaction.atomic():
        create_write_back(connection=row.connection, provider_id=row.provider_id, field="name")


def test_undo_puts_the_name_back_once(ride: Ride) -> None:
    done = ride.click()
    run_jobs()
    back = request_undo(done)
    assert back
    run_jobs()
    assert (ride.name_there(), ride.name_kept()) == (ride.there, ride.there)
    assert WriteBack.objects.get(pk=back.pk).state == State.DONE
    assert request_undo(done) is None
    assert request_undo(back) is None
    assert ride.writes == 2


def test_undo_leaves_alone_what_was_changed_since(ride: Ride) -> None:
    done = ride.click()
    run_jobs()
    ride.rename_there("With the club")
    request_undo(done)
    run_jobs()
    assert (ride.name_there(), ride.writes) == ("With the club", 1)


def test_only_what_is_done_can_be_undone(ride: Ride) -> None:
    row = ride.click()
    assert request_undo(row) is None
    ride.rename_there("With the club")
    run_jobs()
    assert request_undo(row) is None
    assert ride.writes == 0


def test_a_name_that_may_have_been_cut_is_not_put_back(ride: Ride) -> None:
    done = ride.click()
    run_jobs()
    WriteBack.objects.update(expected_before="x" * 255)
    assert request_undo(done) is None
