"""Sends events as Strava does, and lets time pass until the jobs that they cause run."""

from datetime import timedelta
from typing import Any

from django.db.models import F
from django.test import Client

from accounts.jobs.models import Job
from accounts.scope import crossing
from providers.models import Connection, PlatformDeletion
from tests.run_jobs import run_queue

ADDRESS = "/webhooks/strava/"
SUBSCRIPTION_ID = 120475


def strava_event(athlete_id: str, activity_id: int | str = 0, aspect: str = "create", **values: Any) -> dict[str, Any]:
    """Returns an event about an activity."""
    return {
        "object_type": "activity",
        "object_id": int(activity_id),
        "aspect_type": aspect,
        "updates": {},
        "owner_id": int(athlete_id),
        "subscription_id": SUBSCRIPTION_ID,
        "event_time": 1_790_000_000,
        **values,
    }


def revocation(athlete_id: str, **values: Any) -> dict[str, Any]:
    """Returns the event that an athlete has ended the grant."""
    athlete = {"object_type": "athlete", "object_id": int(athlete_id), "updates": {"authorized": "false"}}
    return strava_event(athlete_id, aspect="update") | athlete | values


def send(event: Any, **headers: str) -> Any:
    """Posts an event, as a stranger without any cookie."""
    response: Any = Client().post(ADDRESS, event, "application/json", headers=headers)
    return response


def deliver(*events: Any) -> None:
    """Posts events, each of which is taken."""
    for event in events:
        assert send(event).status_code == 200


@crossing()
def pass_time(**duration: float) -> None:
    """Lets so much time pass for the jobs of all accounts, and runs those that are due by then."""
    past = timedelta(**duration)
    Job.across_accounts.filter(state=Job.State.QUEUED).update(not_before=F("not_before") - past)
    for column in ("pushed_fetch_at", "revocation_checked_at"):
        rows = Connection.across_accounts.exclude(**{column: None})
        rows.update(**{column: F(column) - past})
    PlatformDeletion.across_accounts.update(noticed_at=F("noticed_at") - past)
    run_queue()
