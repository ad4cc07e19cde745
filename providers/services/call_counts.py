"""Counts the calls to platforms by hour and outcome, for operators: numbers of nobody."""

from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from accounts.jobs.kinds import periodic_task
from providers.models import CallCount, Connection

COUNTED_FOR = timedelta(days=7)


def count_outcome(connection: Connection, outcome: str) -> None:
    """Counts one call of the connection's registration: one statement, and three for the first one of an hour."""
    row = {
        "hour": _hour(timezone.now()),
        "provider": connection.provider,
        "registration_name": connection.registration_name,
        "outcome": outcome,
    }
    if not _add(row):
        CallCount.objects.bulk_create([CallCount(**row)], ignore_conflicts=True)
        _add(row)


@periodic_task(every=timedelta(hours=1))
def delete_old_call_counts() -> None:
    """Deletes the counts that are too old to be shown."""
    CallCount.objects.filter(hour__lt=_hour(timezone.now() - COUNTED_FOR)).delete()


def _add(row: dict[str, object]) -> bool:
    return CallCount.objects.filter(**row).update(count=F("count") + 1) > 0


def _hour(instant: datetime) -> datetime:
    return instant.replace(minute=0, second=0, microsecond=0)
