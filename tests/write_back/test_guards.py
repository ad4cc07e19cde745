"""Nothing writes without a click, and no value of a sink is written elsewhere."""

from collections.abc import Callable

import pytest

from accounts.scope import crossing
from activities.models import Activity
from matching.models import WriteBack
from matching.services.proposals import RequestedChange, choice_of
from matching.services.request_write_back import WriteBackRefused, request_undo, request_write_back
from matching.write_back_permit import WriteBackNotPermitted
from providers.file.provider import Files
from tests.run_jobs import run_jobs
from tests.write_back.factories import Ride

pytestmark = pytest.mark.postgres

State = WriteBack.State


@pytest.fixture
def make_files_a_sink(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Declares that no value of a file may go anywhere else."""
    return lambda: monkeypatch.setattr(Files, "is_sink", True)


@pytest.mark.parametrize("state", [State.QUEUED, State.COMPARED, State.SENT])
def test_the_job_never_sends_a_value_of_a_sink(
    ride: Ride, make_files_a_sink: Callable[[], None], state: WriteBack.State
) -> None:
    row = ride.request_rename()
    WriteBack.objects.update(state=state, sent_at=row.clicked_at if state == State.SENT else None)
    make_files_a_sink()
    run_jobs()
    row.refresh_from_db()
    assert (row.state, row.reason, ride.count_writes()) == (State.FAILED, "sink", 0)
    assert ride.current_strava_name() == ride.strava_name


def test_a_write_back_knows_which_provider_its_value_came_from(ride: Ride) -> None:
    done = ride.request_rename()
    run_jobs()
    undo = request_undo(done)
    assert undo
    assert (done.source_provider, undo.source_provider) == ("file", "strava")


def test_a_write_back_of_unknown_source_is_still_sent(ride: Ride) -> None:
    ride.request_rename()
    WriteBack.objects.update(source_provider="")
    run_jobs()
    assert (WriteBack.objects.get().state, ride.count_writes()) == (State.DONE, 1)


@pytest.mark.parametrize(
    "create",
    [
        lambda **values: WriteBack(**values).save(),
        lambda **values: WriteBack.objects.create(**values),
        lambda **values: WriteBack.objects.get_or_create(**values),
        lambda **values: WriteBack.objects.update_or_create(**values),
        lambda **values: WriteBack.objects.bulk_create([WriteBack(**values)]),
        lambda **values: WriteBack.across_accounts.create(**values),
        lambda **values: WriteBack.across_accounts.bulk_create([WriteBack(**values)]),
    ],
    ids=["save", "create", "get_or_create", "update_or_create", "bulk_create", "across create", "across bulk_create"],
)
def test_the_model_refuses_a_write_back_that_no_click_asked_for(ride: Ride, create: Callable[..., object]) -> None:
    with crossing(), pytest.raises(WriteBackNotPermitted):
        create(connection=ride.connection, provider_id=ride.provider_id, field="name", desired_after="Anything")
    assert not WriteBack.objects.exists()


@pytest.mark.parametrize(
    "other",
    [
        {"after": "Anything"},
        {"before": "Something older"},
        {"field": "distance_m"},
        {"provider": "file"},
        {"provider_id": "1"},
    ],
)
def test_only_a_proposed_change_can_be_requested(ride: Ride, other: dict[str, str]) -> None:
    change = RequestedChange("strava", ride.provider_id, "name", ride.strava_name, ride.file_name)
    with pytest.raises(WriteBackRefused):
        request_write_back(choice_of(ride.workout.pk, change._replace(**other)))
    assert not WriteBack.objects.exists()


def test_a_change_whose_values_agree_meanwhile_cannot_be_requested(ride: Ride) -> None:
    workout, change = (
        ride.workout,
        RequestedChange("strava", ride.provider_id, "name", ride.strava_name, ride.file_name),
    )
    ride.request_rename()
    run_jobs()
    with pytest.raises(WriteBackRefused):
        request_write_back(choice_of(workout.pk, change))
    assert WriteBack.objects.count() == 1


def test_an_undo_whose_value_is_back_already_cannot_be_requested(ride: Ride) -> None:
    done = ride.request_rename()
    run_jobs()
    Activity.objects.filter(provider="strava", provider_id=ride.provider_id).update(name=ride.strava_name)
    assert request_undo(done) is None
    assert WriteBack.objects.count() == 1
