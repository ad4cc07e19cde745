"""Provides pages that hold every kind of control."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import Account
from activities.models import SourceFile
from matching.models import WriteBack
from providers.sandbox.server import Sandbox
from tests.activities.factories import upload_files
from tests.every_page.pages import open_pages
from tests.matching_pages.factories import create_workout, may_10_plus
from tests.providers.conftest import sandbox
from tests.run_jobs import run_jobs
from tests.write_back.factories import Ride, create_ride, create_write_back

__all__ = ["sandbox"]


@pytest.fixture
def ride(sandbox: Sandbox, as_alice: Account) -> Ride:
    """Creates a ride of Alice with a proposal, beside a possible duplicate and a file that was refused."""
    ride = create_ride(sandbox)
    create_workout()
    create_workout(may_10_plus(hours=1))
    upload_files({"notes.txt": b"nothing"})
    run_jobs()
    return ride


@pytest.fixture
def write_backs(ride: Ride) -> list[WriteBack]:
    """Creates write-backs that can be undone, tried again and withdrawn."""
    ended_at = ride.connection.connected_at
    return [
        create_stopped_write_back(ride, "1", state=WriteBack.State.DONE, ended_at=ended_at),
        create_stopped_write_back(ride, "2", state=WriteBack.State.FAILED, reason="busy", ended_at=ended_at),
        create_stopped_write_back(ride, "3"),
    ]


@pytest.fixture
def paths(ride: Ride, write_backs: list[WriteBack], alice_client: Client) -> list[str]:
    """Returns every page of Alice, and those for strangers."""
    rows: list[object] = [ride.workout.pk, ride.connection.pk, *(row.pk for row in write_backs)]
    rows += [pk for file in SourceFile.objects.all() for pk in (file.pk, file.upload_id)]
    month = f"{ride.workout.leader.local_date:%Y/%m}"
    return [f"/review/{month}/", f"/calendar/{month}/", *open_pages(alice_client, rows)]


def create_stopped_write_back(ride: Ride, provider_id: str, **values: Any) -> WriteBack:
    """Creates a write-back that has ended, or that no job runs."""
    return create_write_back(
        connection=ride.connection,
        workout_id=ride.workout.pk,
        provider_id=provider_id,
        field="name",
        expected_before="Before",
        desired_after="After",
        **values,
    )
