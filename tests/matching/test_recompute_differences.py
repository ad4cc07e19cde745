"""An upgrade that changes what differs computes all workouts anew, in a job."""

from uuid import uuid4

import pytest

from accounts.jobs.claims import LeaseLost
from accounts.jobs.models import Job
from accounts.jobs.services.claim import claim_job
from accounts.jobs.services.enqueue import enqueue
from accounts.models import Account
from matching.models import Member, Workout
from matching.services import recompute_differences as recompute_module
from matching.services.recompute_differences import RECOMPUTE_JOB, recompute_differences
from matching.services.rematch import rematch_stored
from tests.matching.connections import build_record, store_records
from tests.matching.tables import create_activity, create_source_file
from tests.run_jobs import run_jobs

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

DAY_S = 86_400


def names_that_differ() -> dict[str, bool]:
    """Returns for the name on Garmin of each workout whether it has differences."""
    members = Member.objects.filter(activity__provider="garmin")
    return dict(members.values_list("activity__name", "workout__has_differences"))


def proposal_counts() -> dict[str, int]:
    """Returns for the name on Garmin of each workout how many changes are proposed."""
    members = Member.objects.filter(activity__provider="garmin")
    return dict(members.values_list("activity__name", "workout__proposal_count"))


def test_the_job_corrects_what_is_stored_and_nothing_else(as_alice: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recompute_module, "FIRST_PART_SIZE", 2)
    pairs = {
        "Vienna Cycling": "Morning Ride",
        "Vienna Road Cycling": "Past the mill",
        "Coffee ride": "Morning Ride",
        "To the lake": "To the lake",
    }
    for day, (garmin, strava) in enumerate(pairs.items()):
        store_records(
            build_record("garmin", at=day * DAY_S, name=garmin), build_record("strava", at=day * DAY_S, name=strava)
        )
    right = {"Vienna Cycling": False, "Vienna Road Cycling": False, "Coffee ride": True, "To the lake": False}
    assert names_that_differ() == right
    counts = {name: int(differs) for name, differs in right.items()}
    assert proposal_counts() == counts
    Workout.objects.update(has_differences=True, proposal_count=3)
    enqueue(RECOMPUTE_JOB)
    run_jobs()
    assert names_that_differ() == right
    assert proposal_counts() == counts
    Workout.objects.update(has_differences=False, proposal_count=0)
    enqueue(RECOMPUTE_JOB)
    run_jobs()
    assert names_that_differ() == right
    assert proposal_counts() == counts
    assert not Job.objects.exists()


def test_the_job_chooses_the_leader_anew(as_alice: Account) -> None:
    damaged = create_activity("file", source_file=create_source_file("fit", "checksum"))
    whole = create_activity("file", source_file=create_source_file("gpx"))
    rematch_stored([damaged.pk, whole.pk])
    Workout.objects.update(leader=damaged)
    enqueue(RECOMPUTE_JOB)
    run_jobs()
    assert Workout.objects.get().leader == whole


def test_a_job_whose_lease_is_lost_writes_nothing(as_alice: Account) -> None:
    store_records(build_record("garmin", name="Coffee ride"), build_record("strava", name="Morning Ride"))
    Workout.objects.update(has_differences=False)
    enqueue(RECOMPUTE_JOB)
    claim = claim_job(Job.objects.get().pk, None)
    assert claim is not None
    Job.objects.update(lease_token=uuid4())
    with pytest.raises(LeaseLost):
        recompute_differences(claim)
    assert names_that_differ() == {"Coffee ride": False}
