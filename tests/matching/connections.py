"""Creates a connection, and activities that arrive through it."""

from datetime import timedelta
from itertools import count
from typing import Any

from django.db import transaction
from django.utils import timezone

from activities.models import Activity
from activities.record import ActivityRecord
from activities.services.store import store_activities
from providers.models import Connection
from tests.matching_pages.factories import may_10_plus

_number = count(1)


def create_connection(provider: str = "strava") -> Connection:
    """Creates the current owner's connection to a platform; it has no tokens."""
    return Connection.objects.create(
        provider=provider, registration_name="sandbox", athlete_id="1", granted_scopes="read", encrypted_tokens=b""
    )


def build_record(provider: str = "strava", at: float = 0.0, **values: Any) -> ActivityRecord:
    """Returns an activity of an hour that starts `at` seconds after 07:58:10 on 10 May 2026 in Vienna."""
    all_values: dict[str, Any] = {"sport": "ride", "elapsed_s": 3600.0, "distance_m": 30_000.0} | values
    all_values.setdefault("provider_id", str(next(_number)))
    return ActivityRecord(provider=provider, started_at=may_10_plus(seconds=at), **all_values)


def store_records(*records: ActivityRecord) -> list[Activity]:
    """Stores the records as a page of a list does, and returns their activities."""
    with transaction.atomic():
        ids = store_activities(records, origin=Activity.Origin.API)
    return [Activity.objects.get(pk=id_) for id_ in ids]


def set_confirmed_ago(ago: timedelta, *activities: Activity) -> None:
    """Sets the last confirmation of activities to so long ago."""
    Activity.objects.filter(pk__in=[activity.pk for activity in activities]).update(confirmed_at=timezone.now() - ago)
