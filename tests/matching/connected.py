"""A connection, and activities that come in through it."""

from datetime import timedelta
from itertools import count
from typing import Any

from django.db import transaction
from django.utils import timezone

from activities.models import Activity
from activities.record import ActivityRecord
from activities.services.store import store_activities
from providers.models import Connection
from tests.matching_pages.factories import later

_number = count(1)


def connection(provider: str = "strava") -> Connection:
    """The current owner's connection to a platform; nobody has granted anything."""
    return Connection.objects.create(
        provider=provider, registration_name="sandbox", athlete_id="1", granted_scopes="read", encrypted_tokens=b""
    )


def record(provider: str = "strava", at: float = 0.0, **told: Any) -> ActivityRecord:
    """An activity of an hour that began so many seconds after 07:58:10 on 10 May 2026 in Vienna."""
    said: dict[str, Any] = {"sport": "ride", "elapsed_s": 3600.0, "distance_m": 30_000.0} | told
    said.setdefault("provider_id", str(next(_number)))
    return ActivityRecord(provider=provider, started_at=later(seconds=at), **said)


def came(*records: ActivityRecord) -> list[Activity]:
    """These arrive, as a page of a list does."""
    with transaction.atomic():
        ids = store_activities(records, origin=Activity.Origin.API)
    return [Activity.objects.get(pk=one) for one in ids]


def confirmed_ago(ago: timedelta, *activities: Activity) -> None:
    """The platform has not said anything of them for so long."""
    Activity.objects.filter(pk__in=[one.pk for one in activities]).update(confirmed_at=timezone.now() - ago)
