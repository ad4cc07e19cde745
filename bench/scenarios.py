"""Repeats what an athlete and a worker do: each scenario is a function without arguments."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.test import Client

from accounts.jobs.models import Job
from accounts.jobs.services.run import run_job
from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import Activity, SourceFile, Upload
from activities.record import ActivityRecord
from activities.services.delete import DELETE_UPLOAD_JOB, delete_upload
from activities.services.receive import READ_FILES_JOB, IncomingFile, receive_files
from activities.services.store import store_activities
from matching.models import Workout
from providers.sandbox.writers import fit, gpx, tcx
from tracekit_site.services.delete_account import delete_account

Scenario = Callable[[], None]
BATCH_SIZE = 20
FIRST_START = datetime(2025, 1, 7, 3, tzinfo=UTC)
"""New activities start from here on, in a year that has workouts."""


def scenarios(number: int, files: list[tuple[str, bytes]]) -> dict[str, Scenario]:
    """Returns by their names all scenarios of the account of that number; `files` are uploaded and read."""
    account = ScenarioAccount(number)
    return {**dict(account.page_scenarios()), **dict(account.work_scenarios(files))}


class ScenarioAccount:
    """Represents one of the generated accounts, in whatever database Django uses now."""

    def __init__(self, number: int) -> None:
        self.account = Account.objects.get(email=f"athlete-{number}@example.org")
        self.client = Client()
        self.client.force_login(self.account, backend="allauth.account.auth_backends.AuthenticationBackend")

    def page_scenarios(self) -> Iterator[tuple[str, Scenario]]:
        """Yields the scenarios that show what the account has, and one that deletes a file."""
        with owner_scope(self.account):
            workout = Workout.objects.filter(has_differences=True, local_date__year=2025).order_by("local_date")[0]
            file = SourceFile.objects.filter(state="read").order_by("uploaded_at")[10]
            last_page = -(-SourceFile.objects.count() // 50)
        addresses = {
            "home": "/",
            "year": "/calendar/2025/",
            "month": "/calendar/2025/05/",
            "workout": f"/workouts/{workout.pk}/",
            "files": "/files/",
            "files, last page": f"/files/?page={last_page}",
            "a file": f"/files/{file.pk}/",
            "settings: leaving": "/settings/danger/",
        }
        for name, address in addresses.items():
            yield name, partial(self._get, address)
        yield "a file is deleted", lambda: self._delete(f"/files/{file.pk}/delete/")

    def work_scenarios(self, files: list[tuple[str, bytes]]) -> Iterator[tuple[str, Scenario]]:
        """Yields the scenarios that change rows; each is rolled back, or deletes what it made."""
        yield "store, one activity", lambda: self._store(1)
        yield "store, 200 activities", lambda: self._store(200)
        yield f"{len(files)} files are read", lambda: self._import(files)
        yield f"an upload of {len(files)} files is deleted", self._delete_upload
        yield "the account is deleted", self._delete_account

    def _get(self, address: str) -> None:
        response = self.client.get(address)
        assert response.status_code in (200, 302), response.status_code

    def _delete(self, address: str) -> None:
        with _rolled_back():
            response = self.client.post(address)
            assert response.status_code == 303, response.status_code

    def _store(self, count: int) -> None:
        with owner_scope(self.account), _rolled_back():
            store_activities([_record(number) for number in range(count)], origin=Activity.Origin.API)

    def _delete_account(self) -> None:
        with owner_scope(self.account), _rolled_back():
            delete_account()

    def _import(self, files: list[tuple[str, bytes]]) -> None:
        with owner_scope(self.account):
            upload = Upload.objects.create()
            for place in range(0, len(files), BATCH_SIZE):
                batch = files[place : place + BATCH_SIZE]
                receive_files(upload, [IncomingFile(name, io.BytesIO(data)) for name, data in batch])
            while job := Job.objects.filter(kind=READ_FILES_JOB).first():
                run_job(job.pk)
            states = set(upload.files.values_list("state", flat=True))
            assert states == {SourceFile.State.READ}, states

    def _delete_upload(self) -> None:
        with owner_scope(self.account):
            delete_upload(Upload.objects.latest("started_at"))
            while job := Job.objects.filter(kind=DELETE_UPLOAD_JOB).first():
                run_job(job.pk)


def activity_files(count: int) -> list[tuple[str, bytes]]:
    """Returns names and bytes of files of an hour at 1 Hz: half FIT, four tenths GPX, a tenth TCX."""
    writers: list[Any] = [fit.hour_ride] * 5 + [gpx.hour_ride] * 4 + [tcx.hour_ride]
    return [(f"bench-{number}", writers[number % 10](_start(number))) for number in range(count)]


def _record(number: int) -> ActivityRecord:
    return ActivityRecord(
        provider="ridewithgps",
        provider_id=f"bench-{number}",
        sport="ride",
        started_at=_start(number),
        utc_offset_s=3600,
        elapsed_s=3000.0 + number,
        distance_m=20_000.0 + 50 * number,
    )


def _start(number: int) -> datetime:
    return FIRST_START + timedelta(days=1.5 * number)


@contextmanager
def _rolled_back() -> Iterator[None]:
    """Rolls the block back once the database has checked what it would check at the commit."""
    with transaction.atomic():
        yield
        connection.check_constraints()
        transaction.set_rollback(True)
