"""Trims activities that a platform has not confirmed within its retention limit: only id and link are kept.

The values from before a write-back are trimmed as well, because the platform never confirms them again; it can then no
longer be undone.
"""

import time
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.jobs.claims import Claim
from accounts.jobs.kinds import job_kind, periodic_task
from accounts.jobs.lanes import Lane
from accounts.jobs.services.enqueue import enqueue_for
from accounts.scope import crossing
from accounts.services.part_size import PartSize
from activities.models import Activity
from activities.services.delete import delete_activities
from matching.models import Member, TrimmedActivity, WriteBack
from providers.models import Connection
from providers.registry import PLATFORMS, get_provider

TRIM_JOB = "trim"
"""This kind of job trims a connection; its `dedup_key` is the connection's id."""

FIRST_PART_SIZE, MAX_PART_SIZE = 10, 100
"""The first transaction of a step trims so many activities, the others as many as fit into a short one."""

MAX_STEP_S = 2.0
"""A step trims for this long."""


@periodic_task(every=timedelta(hours=1))
@crossing()
def schedule_trims() -> None:
    """Enqueues a trim for every connection with unconfirmed activities or values; enqueuing twice is harmless."""
    for provider in PLATFORMS:
        activities = Activity.across_accounts.filter(_unconfirmed(provider), owner=OuterRef("owner"))
        write_backs = WriteBack.across_accounts.filter(_expired_values(provider), connection=OuterRef("pk"))
        connections = Connection.across_accounts.filter(Exists(activities) | Exists(write_backs), provider=provider)
        for connection in connections.select_related("owner"):
            enqueue_for(connection.owner, TRIM_JOB, provider=provider, dedup_key=str(connection.pk))


@job_kind(TRIM_JOB, lane=Lane.DAILY, runs_when_suspended=True)
def trim(claim: Claim) -> bool:
    """Trims parts of a connection for a step, the oldest activities first; returns whether more may be left."""
    deadline, size = time.monotonic() + MAX_STEP_S, PartSize(FIRST_PART_SIZE, MAX_PART_SIZE)
    while True:
        with size.transaction():
            connection = Connection.objects.filter(pk=claim.job.dedup_key).first()
            has_more = connection is not None and _trim_part(connection, size.value)
            claim.renew_lease()
        if not has_more or time.monotonic() > deadline:
            return has_more


def _trim_part(connection: Connection, size: int) -> bool:
    """Trims so many activities, else the values of expired write-backs; returns whether more may be left."""
    if activities := list(Activity.objects.filter(_unconfirmed(connection.provider)).order_by("id")[:size]):
        _trim(connection, activities)
        return True
    expired = WriteBack.objects.filter(_expired_values(connection.provider), connection=connection)
    expired.update(expected_before="", actual_before="")
    return False


def delete_trimmed(activity_ids: Iterable[int]) -> None:
    """Deletes the links of trimmed activities that were stored again."""
    stored = Activity.objects.filter(pk__in=list(activity_ids), provider=OuterRef("connection__provider"))
    TrimmedActivity.objects.filter(Exists(stored.filter(provider_id=OuterRef("provider_id")))).delete()


def _unconfirmed(provider: str) -> Q:
    """Returns the condition for unconfirmed activities; it matches nothing when the provider has no retention limit."""
    retention = get_provider(provider).retention
    if retention is None:
        return Q(pk__in=())
    return Q(provider=provider, origin=Activity.Origin.API, confirmed_at__lt=timezone.now() - retention)


def _expired_values(provider: str) -> Q:
    """Returns the condition for expired values of write-backs; it matches nothing without a retention limit."""
    retention = get_provider(provider).retention
    if retention is None:
        return Q(pk__in=())
    return Q(ended_at__lt=timezone.now() - retention) & ~Q(expected_before="", actual_before="")


def _trim(connection: Connection, activities: Sequence[Activity]) -> None:
    """Replaces activities with their links; a workout without other activities is deleted, and its links name none."""
    ids = [activity.pk for activity in activities]
    workouts = dict(Member.objects.filter(activity__in=ids).values_list("activity", "workout"))
    rows = [
        TrimmedActivity(
            connection=connection,
            provider_id=activity.provider_id,
            confirmed_at=activity.confirmed_at,
            workout_id=workouts.get(activity.pk),
        )
        for activity in activities
    ]
    TrimmedActivity.objects.bulk_create(rows)
    delete_activities(activities)
