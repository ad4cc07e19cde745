"""Trimming: of what a platform has not confirmed for as long as its rules allow, only id and link are kept.

What stood there before a write-back goes as well: the platform will never confirm it again, so undo ends with it.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.jobs.claims import Claim
from accounts.jobs.kinds import job_kind, periodic_task
from accounts.jobs.lanes import Lane
from accounts.jobs.services.enqueue import enqueue_for
from accounts.services.lock_account import lock_account
from activities.models import Activity
from activities.services.delete import delete_activities
from matching.models import Member, TrimmedActivity, WriteBack
from providers.models import Connection
from providers.registry import PLATFORMS, get_provider

TRIM = "trim"
PARCEL = 200
"""How many activities go in one transaction."""


@periodic_task(every=timedelta(hours=1))
def schedule_trims() -> None:
    """Asks for the trim of every connection that holds what was not confirmed in time; asking twice is harmless."""
    for name in PLATFORMS:
        own = Activity.across_accounts.filter(owner=OuterRef("owner"), **_overdue(name))
        told = WriteBack.across_accounts.filter(_outdated(name), connection=OuterRef("pk"))
        due = Connection.across_accounts.filter(Exists(own) | Exists(told), provider=name)
        for connection in due.select_related("owner"):
            enqueue_for(connection.owner, TRIM, provider=name, dedup_key=str(connection.pk))


@job_kind(TRIM, lane=Lane.DAILY)
def trim(claim: Claim) -> bool:
    """Trims one parcel of a connection, the oldest activities first; says whether more may be left."""
    connection = Connection.objects.filter(pk=claim.job.dedup_key).first()
    if connection is None:
        return False
    with transaction.atomic():
        lock_account()
        overdue = list(Activity.objects.filter(**_overdue(connection.provider)).order_by("id")[:PARCEL])
        if overdue:
            _trim(connection, overdue)
        WriteBack.objects.filter(_outdated(connection.provider), connection=connection).update(
            expected_before="", found_value=""
        )
        claim.renew_lease()
    return len(overdue) == PARCEL


def restore(ids: Iterable[int]) -> None:
    """What was trimmed and is here again needs no link of its own any more."""
    here = Activity.objects.filter(pk__in=list(ids), provider=OuterRef("connection__provider"))
    TrimmedActivity.objects.filter(Exists(here.filter(provider_id=OuterRef("provider_id")))).delete()


def _overdue(provider: str) -> dict[str, Any]:
    """The conditions for what that provider has not confirmed in time; nothing fits them where it sets no time."""
    retention = get_provider(provider).retention
    if retention is None:
        return {"pk__in": ()}
    return {"provider": provider, "origin": Activity.Origin.API, "confirmed_at__lt": timezone.now() - retention}


def _outdated(provider: str) -> Q:
    """Of write-backs: what the platform had said before, and is not told any more."""
    retention = get_provider(provider).retention
    if retention is None:
        return Q(pk__in=())
    return Q(ended_at__lt=timezone.now() - retention) & ~Q(expected_before="", found_value="")


def _trim(connection: Connection, overdue: Sequence[Activity]) -> None:
    """A workout that has nothing else goes with them, and is not named any more."""
    ids = [one.pk for one in overdue]
    homes = dict(Member.objects.filter(activity__in=ids).values_list("activity", "workout"))
    rows = [
        TrimmedActivity(
            connection=connection,
            provider_id=one.provider_id,
            confirmed_at=one.confirmed_at,
            workout_id=homes.get(one.pk),
        )
        for one in overdue
    ]
    TrimmedActivity.objects.bulk_create(rows)
    delete_activities(overdue)
