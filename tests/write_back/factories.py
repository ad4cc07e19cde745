"""Creates one ride with two names, and changes it on the platform and in tracekit."""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import requests
from django.utils import timezone

from accounts.jobs.models import Job
from activities.models import Activity
from matching.models import Workout, WriteBack
from matching.services.proposals import RequestedChange, choice_of
from matching.services.request_write_back import request_write_back
from matching.write_back_permit import permit_write_back
from providers.models import Connection
from providers.sandbox.server import Sandbox
from tests.activities.factories import upload_files
from tests.providers.factories import Athlete, pulled
from tests.run_jobs import run_jobs
from tests.waiting import TIMEOUT_S

FILE_NAME = "Home before the rain"
"""The athlete wrote this name into the file."""


@dataclass(frozen=True)
class Ride:
    """Represents one ride: `strava_name` is its name on Strava, `file_name` the one in the file, which leads."""

    athlete: Athlete
    provider_id: str
    strava_name: str
    file_name: str

    @property
    def workout(self) -> Workout:
        """Returns the workout of the file and Strava's activity."""
        workout: Workout = Workout.objects.get(members__activity__provider_id=self.provider_id)
        return workout

    @property
    def connection(self) -> Connection:
        """Returns the connection as it is in the database now."""
        return Connection.objects.get()

    @property
    def change(self) -> RequestedChange:
        """Returns the change that gives it the file's name on Strava."""
        return RequestedChange("strava", self.provider_id, "name", before=self.strava_name, after=self.file_name)

    @property
    def choice(self) -> str:
        """Returns the value of that change's checkbox."""
        return str(choice_of(self.workout.pk, self.change))

    def request_rename(self) -> WriteBack:
        """Requests the file's name for Strava, as a click does."""
        return request_write_back(choice_of(self.workout.pk, self.change))

    def add_fault(self, fault: str, calls: tuple[str, ...], **options: float) -> None:
        """Lets the sandbox's next calls of these kinds go wrong."""
        self.athlete.sandbox.database.faults.add(self.athlete.code, fault, calls, **options)  # type: ignore[arg-type]

    def rename_on_strava(self, name: str, by: str = "athlete") -> None:
        """Renames it on Strava itself."""
        self.athlete.sandbox.database.activities.update(int(self.provider_id), by, name=name)

    def current_strava_name(self) -> str:
        """Returns its name on Strava now."""
        activity = self.athlete.sandbox.database.activities.get(int(self.provider_id))
        assert activity is not None
        return activity.fixture.name

    def stored_strava_name(self) -> str | None:
        """Returns its name on Strava as tracekit has stored it."""
        return Activity.objects.get(provider="strava", provider_id=self.provider_id).name

    def count_renames(self) -> int:
        """Returns how often its name on Strava has changed."""
        return len(self.athlete.sandbox.database.activities.renames(int(self.provider_id)))

    def count_writes(self) -> int:
        """Returns how often anything was written to Strava."""
        return self.athlete.writes()


def create_ride(sandbox: Sandbox, granted_scopes: frozenset[str] | None = None) -> Ride:
    """Creates a ride of the current owner: pulled from the sandbox, and uploaded as the file that the athlete named."""
    athlete = pulled(sandbox, "small", granted_scopes=granted_scopes)
    files = sandbox.database.athletes.files(athlete.code)
    provider_id = str(next(file.activity for file in files if file.kind == "gpx" and file.activity))
    return _upload_ride(athlete, provider_id, FILE_NAME)


def create_rides(sandbox: Sandbox, count: int, activities: int | None = None) -> list[Ride]:
    """Creates several rides of the current owner, all in one month, newest first; each file has a name of its own.

    `activities` is how many the athlete has in all, more than by default.
    """
    athlete = pulled(sandbox, "small", activities)
    page = requests.get(f"{sandbox.url}/athletes/{athlete.code}/", timeout=TIMEOUT_S).text
    ids = re.findall(rf"/athletes/{athlete.code}/files/(\d+)\.gpx", page)
    days = Activity.objects.filter(provider="strava", provider_id__in=ids).order_by("-started_at")
    by_month: dict[tuple[int, int], list[str]] = defaultdict(list)
    for provider_id, day in days.values_list("provider_id", "local_date"):
        by_month[day.year, day.month].append(provider_id)
    ids = max(by_month.values(), key=len)[:count]
    assert len(ids) == count
    return [_upload_ride(athlete, id_, f"{FILE_NAME}, part {number}") for number, id_ in enumerate(ids, start=1)]


def _upload_ride(athlete: Athlete, provider_id: str, name: str) -> Ride:
    url = f"{athlete.sandbox.url}/athletes/{athlete.code}/files/{provider_id}.gpx"
    content = requests.get(url, timeout=TIMEOUT_S).content
    upload_files({f"{provider_id}.gpx": re.sub(rb"<name>[^<]*</name>", f"<name>{name}</name>".encode(), content)})
    run_jobs()
    strava_name = Activity.objects.get(provider="strava", provider_id=provider_id).name
    file_name = Activity.objects.filter(provider="file").latest("pk").name
    assert strava_name
    assert file_name
    assert strava_name != file_name
    ride = Ride(athlete, provider_id, strava_name, file_name)
    assert ride.workout.members.count() == 2
    return ride


def create_write_back(**values: Any) -> WriteBack:
    """Creates a write-back of the current owner without a click."""
    with permit_write_back():
        return WriteBack.objects.create(**values)


def run_waiting_jobs() -> int:
    """Runs also the jobs that wait, as if their time had come; returns how many steps ran."""
    Job.objects.update(not_before=timezone.now() - timedelta(seconds=1))
    Connection.objects.update(waiting_until=timezone.now() - timedelta(seconds=1))
    return run_jobs()
