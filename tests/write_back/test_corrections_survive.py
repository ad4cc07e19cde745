"""Corrections survive deleting and pulling everything again, and disconnecting and reconnecting."""

from typing import Any

import pytest
import requests
from django.db import transaction

from accounts.models import Account
from activities.models import Activity, SourceFile
from activities.services.delete import delete_activities, delete_source_files
from matching.engine.decision_kind import DecisionKind
from matching.models import ActivityReference, Workout
from matching.services.decide import decide, split_off
from matching.services.ignore import ignore_difference
from matching.services.name_workout import name_workout
from matching.workouts import load_workouts
from providers.models import Connection, Pull
from providers.sandbox.server import Sandbox
from providers.services.disconnect import disconnect
from providers.services.start_pull import start_pull
from tests.activities.factories import ride_files, upload_files
from tests.providers.factories import pulled, reconnected
from tests.run_jobs import run_jobs
from tests.waiting import TIMEOUT_S

pytestmark = pytest.mark.postgres


def everything_matched() -> set[Any]:
    """Returns the activities of each workout by provider and id, with all that the athlete can say about it."""
    return {
        (
            frozenset((a.provider, a.provider_id, a.is_counted, a.ignored_fields) for a in workout.activities),
            workout.own_name,
            workout.has_differences,
            workout.has_questions,
        )
        for workout in load_workouts(Workout.objects.all())
    }


def correct_some() -> None:
    """Says something of each kind about the stored workouts: joins, splits, keeps apart, ignores and names."""
    workouts = list(Workout.objects.order_by("leader__started_at"))
    matched = [workout for workout in workouts if workout.members.count() > 1]
    for details in load_workouts(Workout.objects.filter(pk__in=[workout.pk for workout in matched])):
        for difference in details.differences[:1]:
            ignore_difference(Workout.objects.get(pk=details.id), difference.activity.id, difference.field)
    name_workout(matched[0], "With Anna")
    split_off(matched[-1], [matched[-1].leader_id])
    decide(DecisionKind.SAME, [(workouts[0].leader_id, workouts[-1].leader_id)])
    decide(DecisionKind.DIFFERENT, [(workouts[1].leader_id, workouts[2].leader_id)])
    decide(DecisionKind.DUPLICATE, [(workouts[3].leader_id, workouts[4].leader_id)])


def delete_and_restore(files: dict[str, bytes], connection: Connection) -> None:
    """Deletes all activities and files, and brings them all in again."""
    delete_source_files(list(SourceFile.objects.all()))
    with transaction.atomic():
        delete_activities(Activity.objects.all())
    assert not Workout.objects.exists()
    start_pull(connection, Pull.Kind.FULL)
    upload_files(files)
    run_jobs()


@pytest.mark.parametrize("method", ["delete", "disconnect"])
def test_corrections_survive(sandbox: Sandbox, as_alice: Account, method: str) -> None:
    athlete = pulled(sandbox, "demo", 60)
    files = ride_files(4) | download_some(sandbox, athlete.code)
    upload_files(files)
    run_jobs()
    engine = everything_matched()
    correct_some()
    corrected = everything_matched()
    assert corrected != engine
    if method == "delete":
        delete_and_restore(files, athlete.connection)
    else:
        disconnect_and_reconnect(sandbox, athlete.code, athlete.connection)
    assert everything_matched() == corrected


def download_some(sandbox: Sandbox, code: str) -> dict[str, bytes]:
    """Returns the first files that belong to an activity of the athlete, by name."""
    own = [file for file in sandbox.database.athletes.files(code) if file.activity and file.kind in ("fit", "gpx")]
    names = [f"{file.activity}.{file.kind}" for file in own[:8]]
    address = f"{sandbox.url}/athletes/{code}/files"
    return {name: requests.get(f"{address}/{name}", timeout=TIMEOUT_S).content for name in names}


def disconnect_and_reconnect(sandbox: Sandbox, code: str, connection: Connection) -> None:
    """Disconnects, which leaves nothing of the platform but digests, and connects the same athlete again."""
    ids = set(Activity.objects.filter(provider="strava").values_list("provider_id", flat=True))
    disconnect(connection)
    run_jobs()
    assert not Activity.objects.filter(provider="strava").exists()
    digests = "".join(ActivityReference.objects.values_list("digest", flat=True))
    assert digests
    assert not any(id in digests for id in ids)
    reconnected(sandbox, code)
    run_jobs()
