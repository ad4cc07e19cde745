"""After lost answers, kills and ended grants the name is there once or not at all, and the row says which."""

import pytest
from django.utils import timezone

from accounts.jobs.models import Job
from matching.models import WriteBack
from matching.services.request_write_back import retry_write_back
from providers.models import Connection
from tests.run_jobs import run_jobs
from tests.write_back.factories import Ride, run_waiting_jobs

pytestmark = pytest.mark.postgres

State = WriteBack.State


def get_row() -> WriteBack:
    return WriteBack.objects.get()


def is_renamed_once(ride: Ride) -> bool:
    return ride.current_strava_name() == ride.stored_strava_name() == ride.file_name and ride.count_renames() == 1


@pytest.mark.parametrize("fault", ["500_after_change", "lost_reply", "half_json"])
def test_a_change_whose_answer_was_lost_is_found_and_not_sent_again(ride: Ride, fault: str) -> None:
    ride.add_fault(fault, ("rename",))
    ride.request_rename()
    run_jobs()
    assert get_row().state == State.SENT
    run_waiting_jobs()
    assert get_row().state == State.DONE
    assert is_renamed_once(ride)
    assert ride.count_writes() == 1


@pytest.mark.parametrize("fault", ["500", "html", "timeout"])
def test_a_change_that_did_not_happen_is_sent_again(ride: Ride, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("providers.http.TIMEOUT_S", (1, 0.3))
    ride.add_fault(fault, ("rename",), seconds=2)
    ride.request_rename()
    run_jobs()
    assert get_row().state == State.SENT
    run_waiting_jobs()
    assert get_row().state == State.DONE
    assert is_renamed_once(ride)
    assert ride.count_writes() == 2


@pytest.mark.parametrize("fault", ["500", "html", "half_json", "lost_reply"])
def test_nothing_is_sent_before_the_present_value_was_read(ride: Ride, fault: str) -> None:
    ride.add_fault(fault, ("detail",))
    ride.request_rename()
    run_jobs()
    assert (get_row().state, ride.count_writes()) == (State.QUEUED, 0)
    run_waiting_jobs()
    assert is_renamed_once(ride)


@pytest.mark.parametrize("state", [State.QUEUED, State.COMPARED, State.SENT, State.ACCEPTED])
@pytest.mark.parametrize("is_applied", [False, True])
def test_a_write_back_goes_on_wherever_a_worker_died(ride: Ride, state: str, is_applied: bool) -> None:
    ride.request_rename()
    sent_at = timezone.now() if state in (State.SENT, State.ACCEPTED) else None
    WriteBack.objects.update(state=state, sent_at=sent_at)
    if is_applied:
        ride.rename_on_strava(ride.file_name, by="application")
    for _ in range(4):
        run_waiting_jobs()
    if state == State.ACCEPTED and not is_applied:
        assert (get_row().state, get_row().reason, ride.count_writes()) == (State.FAILED, "unchanged", 0)
        return
    assert get_row().state == (State.ALREADY if is_applied and sent_at is None else State.DONE)
    assert is_renamed_once(ride)
    assert ride.count_writes() == (0 if is_applied else 1)


@pytest.mark.parametrize("state", [State.SENT, State.ACCEPTED])
def test_another_value_after_sending_is_a_conflict(ride: Ride, state: str) -> None:
    ride.request_rename()
    WriteBack.objects.update(state=state, sent_at=timezone.now())
    ride.rename_on_strava("With the club")
    run_jobs()
    assert (get_row().state, get_row().actual_before, ride.count_writes()) == (State.CONFLICT, "With the club", 0)
    assert get_row().sent_at


def test_a_used_up_rate_limit_is_waited_for(ride: Ride) -> None:
    ride.add_fault("429", ("rename",))
    ride.request_rename()
    run_jobs()
    job = Job.objects.get()
    assert (job.state, job.attempts) == ("queued", 0)
    assert job.not_before == ride.connection.waiting_until
    run_waiting_jobs()
    assert is_renamed_once(ride)


def test_a_write_back_stops_after_five_attempts_and_can_be_retried(ride: Ride) -> None:
    ride.add_fault("500", ("rename",), times=6)
    row = ride.request_rename()
    for _ in range(8):
        run_waiting_jobs()
    assert Job.objects.get().state == "stopped"
    assert (get_row().state, get_row().ended_at) == (State.SENT, None)
    assert ride.count_writes() == 6
    assert ride.request_rename().pk == retry_write_back(row).pk == row.pk
    run_jobs()
    assert get_row().state == State.DONE
    assert is_renamed_once(ride)


def test_an_old_value_is_read_again_a_few_times(ride: Ride) -> None:
    ride.add_fault("html", ("rename",))
    ride.request_rename()
    run_jobs()
    WriteBack.objects.update(state=State.ACCEPTED)
    run_waiting_jobs()
    assert get_row().verify_attempts == 1
    assert Job.objects.get().not_before > timezone.now()
    ride.rename_on_strava(ride.file_name, by="application")
    run_waiting_jobs()
    assert get_row().state == State.DONE


def test_an_activity_deleted_on_the_platform_ends_its_write_back(ride: Ride) -> None:
    ride.athlete.sandbox.database.activities.delete(int(ride.provider_id))
    row = ride.request_rename()
    run_jobs()
    assert (get_row().state, get_row().reason, ride.count_writes()) == (State.FAILED, "not_there", 0)
    assert retry_write_back(row).ended_at is None
    run_jobs()
    assert get_row().state == State.FAILED


@pytest.mark.parametrize(
    ("fault", "state", "reason"), [("revoked", "reconnect", "grant"), ("inactive", "unavailable", "inactive")]
)
@pytest.mark.parametrize("call", ["detail", "rename"])
def test_an_ended_grant_ends_a_write_back_with_nothing_changed(
    ride: Ride, fault: str, state: str, reason: str, call: str
) -> None:
    ride.add_fault(fault, (call,), times=2)
    row = ride.request_rename()
    run_jobs()
    assert (get_row().state, get_row().reason, get_row().sent_at) == (State.FAILED, reason, None)
    assert ride.connection.state == state
    assert ride.count_renames() == 0
    assert not Job.objects.exists()
    ride.athlete.sandbox.database.faults.clear(ride.athlete.code)
    retry_write_back(row)
    run_jobs()
    assert get_row().state == (State.DONE if fault == "inactive" else State.FAILED)


def test_a_grant_that_ends_after_sending_leaves_the_write_back_open(ride: Ride) -> None:
    ride.add_fault("lost_reply", ("rename",))
    row = ride.request_rename()
    run_jobs()
    ride.add_fault("inactive", ("detail",))
    run_waiting_jobs()
    assert (get_row().state, get_row().reason, get_row().ended_at) == (
        State.SENT,
        "inactive",
        None,
    )
    assert not Job.objects.exists()
    retry_write_back(row)
    run_jobs()
    assert get_row().state == State.DONE
    assert is_renamed_once(ride)


def test_without_the_granted_scope_nothing_is_read(ride: Ride) -> None:
    reads = ride.athlete.reads()
    ride.request_rename()
    Connection.objects.update(granted_scopes="read activity:read_all profile:read_all")
    run_jobs()
    assert (get_row().state, get_row().reason, ride.count_writes()) == (State.FAILED, "scope", 0)
    assert ride.athlete.reads() == reads


def test_nothing_is_written_to_a_disconnected_platform(ride: Ride) -> None:
    ride.request_rename()
    Connection.objects.all().delete()
    run_jobs()
    assert (ride.count_writes(), WriteBack.objects.count(), Job.objects.count()) == (0, 0, 0)
