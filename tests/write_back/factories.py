"""One ride with two names, and what happens to it here and there."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import requests
from django.utils import timezone

from accounts.jobs.models import Job
from activities.models import Activity
from matching.models import Workout, WriteBack
from matching.services.proposals import RequestedChange
from matching.services.request_write_back import request_write_back
from matching.write_back_permit import permit_write_back
from providers.models import Connection, RateLimitWindow
from providers.sandbox.server import Sandbox
from tests.activities.factories import upload_files
from tests.providers.factories import Athlete, pulled
from tests.run_jobs import run_jobs
from tests.waiting import TIMEOUT_S


@dataclass(frozen=True)
class Ride:
    """`there` is its name on Strava, `here` the one in the file, which leads."""

    athlete: Athlete
    provider_id: str
    there: str
    here: str

    @property
    def workout(self) -> Workout:
        """What the file and Strava's activity are."""
        found: Workout = Workout.objects.get(members__activity__provider_id=self.provider_id)
        return found

    @property
    def connection(self) -> Connection:
        """As it is in the database now."""
        return Connection.objects.get()

    def click(self) -> WriteBack:
        """The athlete wants Strava's name to be the file's."""
        change = RequestedChange("strava", self.provider_id, "name", before=self.there, after=self.here)
        return request_write_back(self.workout, change)

    def fail(self, fault: str, calls: tuple[str, ...], **more: float) -> None:
        """The sandbox's next calls of these kinds go wrong."""
        self.athlete.sandbox.database.faults.add(self.athlete.code, fault, calls, **more)  # type: ignore[arg-type]

    def rename_there(self, name: str, by: str = "athlete") -> None:
        """Somebody renames it on Strava itself."""
        self.athlete.sandbox.database.activities.update(int(self.provider_id), by, name=name)

    def name_there(self) -> str:
        """What it is called on Strava now."""
        found = self.athlete.sandbox.database.activities.get(int(self.provider_id))
        assert found is not None
        return found.fixture.name

    def name_kept(self) -> str | None:
        """What we believe that it is called on Strava."""
        return Activity.objects.get(provider="strava", provider_id=self.provider_id).name

    def renames(self) -> int:
        """How often its name on Strava became another one."""
        return len(self.athlete.sandbox.database.activities.renames(int(self.provider_id)))

    @property
    def writes(self) -> int:
        """How often anything was written to Strava."""
        return self.athlete.writes()


def create_ride(sandbox: Sandbox, scopes: frozenset[str] | None = None) -> Ride:
    """The current owner's: pulled from the sandbox, and uploaded as the file that the athlete kept."""
    athlete = pulled(sandbox, "small", granted_scopes=scopes)
    kept = next(one for one in sandbox.database.athletes.files(athlete.code) if one.kind == "gpx" and one.activity)
    file = requests.get(f"{sandbox.url}/athletes/{athlete.code}/files/{kept.activity}.gpx", timeout=TIMEOUT_S)
    upload_files({"ride.gpx": file.content})
    run_jobs()
    there = Activity.objects.get(provider="strava", provider_id=str(kept.activity)).name
    here = Activity.objects.get(provider="file").name
    assert there
    assert here
    assert there != here
    ride = Ride(athlete, str(kept.activity), there, here)
    assert ride.workout.members.count() == 2
    return ride


def create_write_back(**values: Any) -> WriteBack:
    """Creates a write-back of the current owner without a click."""
    with permit_write_back():
        return WriteBack.objects.create(**values)


def run_waiting_jobs() -> int:
    """What waits has waited long enough; how many slices that made."""
    Job.objects.update(not_before=timezone.now() - timedelta(seconds=1))
    RateLimitWindow.objects.update(full_until=timezone.now() - timedelta(seconds=1))
    return run_jobs()
