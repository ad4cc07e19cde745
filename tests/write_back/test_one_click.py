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


def test_a_click_writes_once_and_ends_the_difference(ride: Ride) -> None:
    gear = ride.workout.members.get(activity__provider="strava").activity.gear_label
    assert ride.workout.has_differences
    ride.request_rename()
    run_jobs()
    assert (ride.current_strava_name(), ride.stored_strava_name(), get_row().state) == (
        ride.file_name,
        ride.file_name,
        State.DONE,
    )
    assert (ride.count_writes(), ride.count_renames()) == (1, 1)
    assert get_row().ended_at
    after = ride.workout.members.get(activity__provider="strava").activity
    assert after.gear_label == gear
    run_waiting_jobs()
    assert ride.count_writes() == 1
    assert not Job.objects.exists()


def test_a_value_that_is_set_already_is_not_sent(ride: Ride) -> None:
    ride.rename_on_strava(ride.file_name)
    ride.request_rename()
    run_jobs()
    assert (get_row().state, get_row().sent_at, ride.count_writes()) == (State.ALREADY, None, 0)
    assert ride.stored_strava_name() == ride.file_name


def test_a_name_that_differs_in_spaces_only_is_not_sent(ride: Ride) -> None:
    ride.rename_on_strava(f"  {ride.file_name}\n")
    ride.request_rename()
    run_jobs()
    assert (get_row().state, ride.count_writes()) == (State.ALREADY, 0)


def test_a_value_that_was_changed_meanwhile_is_a_conflict_and_is_stored(ride: Ride) -> None:
    ride.rename_on_strava("With the club")
    ride.request_rename()
    run_jobs()
    assert (get_row().state, get_row().actual_before, ride.count_writes()) == (State.CONFLICT, "With the club", 0)
    assert ride.current_strava_name() == ride.stored_strava_name() == "With the club"


def test_two_tabs_are_one_write(ride: Ride) -> None:
    first, second = ride.request_rename(), ride.request_rename()
    run_jobs()
    assert first.pk == second.pk == get_row().pk
    assert (ride.count_writes(), ride.count_renames()) == (1, 1)


def test_the_database_allows_one_open_write_back_of_a_field(ride: Ride) -> None:
    row = ride.request_rename()
    with pytest.raises(IntegrityError), transaction.atomic():
        create_write_back(connection=row.connection, provider_id=row.provider_id, field="name")


def test_undo_puts_the_name_back_once(ride: Ride) -> None:
    done = ride.request_rename()
    run_jobs()
    back = request_undo(done)
    assert back
    run_jobs()
    assert (ride.current_strava_name(), ride.stored_strava_name()) == (ride.strava_name, ride.strava_name)
    assert WriteBack.objects.get(pk=back.pk).state == State.DONE
    assert request_undo(done) is None
    assert request_undo(back) is None
    assert ride.count_writes() == 2


def test_undo_leaves_a_value_alone_that_was_changed_since(ride: Ride) -> None:
    done = ride.request_rename()
    run_jobs()
    ride.rename_on_strava("With the club")
    request_undo(done)
    run_jobs()
    assert (ride.current_strava_name(), ride.count_writes()) == ("With the club", 1)


def test_only_a_write_back_that_is_done_can_be_undone(ride: Ride) -> None:
    row = ride.request_rename()
    assert request_undo(row) is None
    ride.rename_on_strava("With the club")
    run_jobs()
    assert request_undo(row) is None
    assert ride.count_writes() == 0


def test_a_name_that_may_have_been_cut_is_not_put_back(ride: Ride) -> None:
    done = ride.request_rename()
    run_jobs()
    WriteBack.objects.update(expected_before="x" * 255)
    assert request_undo(done) is None
