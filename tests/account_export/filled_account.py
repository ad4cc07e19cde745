"""Fills an account with something in every table that is exported, through what the athlete does."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from accounts.models import Account
from activities.models import Activity, SourceFile
from matching.engine.decision_kind import DecisionKind
from matching.models import Expectation, TrimmedActivity
from matching.services.decide import decide
from matching.services.expectations import save_expectations
from matching.services.ignore import ignore_difference
from matching.services.name_workout import name_workout
from matching.services.retention import schedule_trims
from providers.models import Connection, Gear
from providers.sandbox.server import Sandbox
from tests.activities.factories import ride_files, upload_files
from tests.files_pages.uploads import gpx_ride
from tests.run_jobs import run_jobs
from tests.write_back.factories import Ride, create_ride

FORMULA = "=HYPERLINK(0)"
"""A workout has this name, which a spreadsheet would run."""


@dataclass(frozen=True)
class FilledAccount:
    """Represents the account and one ride of it that is on Strava and in a file."""

    account: Account
    ride: Ride


def fill_account(account: Account, sandbox: Sandbox) -> FilledAccount:
    """Fills the current owner's account."""
    ride = create_ride(sandbox)
    files = ride_files(6)
    upload_files({**files, "again.fit": files["ride-000.fit"], "empty.fit": b""})
    upload_files({"clock.gpx": gpx_ride(name="Gravel"), "wrong clock.gpx": gpx_ride(name="Morning", delay_s=3600)})
    run_jobs()
    _rename_on_strava(ride)
    _tell(ride)
    _let_expire(ride)
    account.refresh_from_db()
    account.time_zone, account.units, account.theme = "America/New_York", "imperial", "dark"
    account.provider_order = "strava file"
    account.save()
    return FilledAccount(account, ride)


def _rename_on_strava(ride: Ride) -> None:
    """Writes a name to the platform, and leaves one write-back in a conflict."""
    ride.request_rename()
    run_jobs()
    ride.rename_on_strava("A third name")


def _tell(ride: Ride) -> None:
    """Answers, names, ignores and expects."""
    name_workout(ride.workout, FORMULA)
    first, second, third = Activity.objects.filter(provider="file").order_by("pk")[1:4]
    decide(DecisionKind.DIFFERENT, [(first.pk, second.pk), (second.pk, third.pk)])
    member = ride.workout.members.get(activity__provider="strava")
    ignore_difference(ride.workout, member.activity_id, "name")
    connection = Connection.objects.get()
    save_expectations({(connection.pk, "run"): False})
    assert Gear.objects.exists()
    assert Expectation.objects.filter(is_chosen=True).exists()


def _let_expire(ride: Ride) -> None:
    """Lets two activities expire, one of which the athlete has said something about."""
    old = timezone.now() - timedelta(days=8)
    expiring = Activity.objects.filter(provider="strava").exclude(provider_id=ride.provider_id).order_by("pk")[:2]
    first, second = expiring
    decide(DecisionKind.DIFFERENT, [(first.pk, second.pk)])
    Activity.objects.filter(pk__in=[first.pk, second.pk]).update(confirmed_at=old)
    schedule_trims()
    run_jobs()
    assert TrimmedActivity.objects.count() == 2


def stored_hashes() -> dict[str, str]:
    """Returns the SHA-256 of the stored bytes of each source file of the current owner, by its name."""
    hashes = {}
    for file in SourceFile.objects.filter(sha256__isnull=False):
        with file.content.open("rb") as content:
            hashes[file.name] = hashlib.sha256(content.read()).hexdigest()
    return hashes
