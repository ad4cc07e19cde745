"""What an athlete and a worker do, each as a function without arguments that can be repeated."""

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
from activities.services.delete import delete_upload
from activities.services.receive import READ, Incoming, receive_files
from activities.services.store import store
from matching.models import Workout
from providers.sandbox.writers import fit, gpx, tcx
from tracekit_site.services.delete_account import delete_account

Scenario = Callable[[], None]
PARCEL = 20
BEGIN = datetime(2025, 1, 7, 3, tzinfo=UTC)
"""Of what comes new: a time of a year that has workouts."""


def scenarios(number: int, brought: list[tuple[str, bytes]]) -> dict[str, Scenario]:
    """All that the account of that number does, by what it is called; `brought` are files to be read."""
    athlete = Athlete(number)
    return {**dict(athlete.pages()), **dict(athlete.work(brought))}


class Athlete:
    """One account of the made-up ones, in whatever database Django asks now."""

    def __init__(self, number: int) -> None:
        self.account = Account.objects.get(email=f"athlete-{number}@example.org")
        self.client = Client()
        self.client.force_login(self.account, backend="allauth.account.auth_backends.AuthenticationBackend")

    def pages(self) -> Iterator[tuple[str, Scenario]]:
        """The pages that show what the account has."""
        with owner_scope(self.account):
            leaders = Activity.objects.filter(led_workout__differs=True, local_date__year=2025)
            workout = Workout.objects.filter(leader__in=leaders).order_by("leader__started_at")[0]
            file = SourceFile.objects.filter(state="read").order_by("uploaded_at")[10]
            last = -(-SourceFile.objects.count() // 50)
        addresses = {
            "home": "/",
            "year": "/calendar/2025/",
            "month": "/calendar/2025/05/",
            "workout": f"/workouts/{workout.pk}/",
            "files": "/files/",
            "files, last page": f"/files/?page={last}",
            "a file": f"/files/{file.pk}/",
            "settings: leaving": "/settings/danger/",
        }
        for name, address in addresses.items():
            yield name, partial(self._get, address)
        yield "a file is deleted", lambda: self._delete(f"/files/{file.pk}/delete/")

    def work(self, files: list[tuple[str, bytes]]) -> Iterator[tuple[str, Scenario]]:
        """What changes rows; nothing of it lasts."""
        yield "store, one activity", lambda: self._store(1)
        yield "store, 200 activities", lambda: self._store(200)
        yield f"{len(files)} files are read", lambda: self._import(files)
        yield f"an upload of {len(files)} files is deleted", self._forget
        yield "the account is deleted", self._leave

    def _get(self, address: str) -> None:
        answer = self.client.get(address)
        assert answer.status_code in (200, 302), answer.status_code

    def _delete(self, address: str) -> None:
        with _undone():
            answer = self.client.post(address)
            assert answer.status_code == 303, answer.status_code

    def _store(self, count: int) -> None:
        with owner_scope(self.account), _undone():
            store([_record(number) for number in range(count)], origin=Activity.Origin.API)

    def _leave(self) -> None:
        with owner_scope(self.account), _undone():
            delete_account()

    def _import(self, files: list[tuple[str, bytes]]) -> None:
        with owner_scope(self.account):
            upload = Upload.objects.create()
            for at in range(0, len(files), PARCEL):
                receive_files(upload, [Incoming(name, io.BytesIO(data)) for name, data in files[at : at + PARCEL]])
            while job := Job.objects.filter(kind=READ).first():
                run_job(job.pk)
            states = set(upload.files.values_list("state", flat=True))
            assert states == {SourceFile.State.READ}, states

    def _forget(self) -> None:
        with owner_scope(self.account):
            delete_upload(Upload.objects.latest("started_at"))


def activity_files(count: int) -> list[tuple[str, bytes]]:
    """Names and bytes of files of an hour at 1 Hz: half FIT, four tenths GPX, a tenth TCX."""
    writers: list[Any] = [fit.hour] * 5 + [gpx.hour] * 4 + [tcx.hour]
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
    return BEGIN + timedelta(days=1.5 * number)


@contextmanager
def _undone() -> Iterator[None]:
    """Takes everything back once the database has checked what it would check at the commit."""
    with transaction.atomic():
        yield
        connection.check_constraints()
        transaction.set_rollback(True)
