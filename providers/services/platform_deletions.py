"""Mirrors deletions at a platform: each is confirmed by a call first, and many at once wait for an answer."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone

from accounts.jobs.services.enqueue import enqueue
from accounts.services.lock_account import lock_account
from accounts.services.notifications import delete_notifications, notify_owner
from activities.models import Activity
from providers.models import Connection, PlatformDeletion
from providers.notifications import DELETIONS

CONFIRM_JOB = "deletions.confirm"
"""This kind of job confirms the waiting deletions of a platform."""
MAX_COUNT, MAX_PERCENT = 20, 5
"""More than so many activities, or so large a part of those of a connection, are not deleted without an answer."""
COUNTED_FOR = timedelta(days=1)
"""This is how long a deletion that was noticed counts together with others."""

State = PlatformDeletion.State


def note_deletions(connection: Connection, provider_ids: Iterable[str]) -> None:
    """Notes that a platform seems to have deleted these activities; ids of which nothing is stored are ignored.

    They wait to be confirmed, or, where they are too many, for the athlete's answer.
    """
    with transaction.atomic():
        lock_account()
        stored = Activity.objects.filter(provider=connection.provider, origin=Activity.Origin.API)
        _delete_denied(connection)
        known = deletions_of(connection)
        missing = stored.filter(provider_id__in=list(provider_ids)).exclude(pk__in=known.values("activity"))
        ids = list(missing.values_list("pk", flat=True))
        if not ids:
            return
        is_too_many = len(ids) + known.exclude(state=State.DECLINED).count() > max_without_answer(stored.count())
        state = State.ASKING if is_too_many else State.WAITING
        PlatformDeletion.objects.bulk_create([PlatformDeletion(activity_id=id, state=state) for id in ids])
        if is_too_many:
            notify_owner(DELETIONS, connection.provider)
        else:
            enqueue(CONFIRM_JOB, provider=connection.provider)


def max_without_answer(activity_count: int) -> int:
    """Returns how many of so many activities are deleted without an answer: a single one always is."""
    return max(1, min(MAX_COUNT, activity_count * MAX_PERCENT // 100))


def count_asking() -> dict[str, int]:
    """Returns how many deletions of the current owner wait for an answer, by provider: one query."""
    asking = PlatformDeletion.objects.filter(state=State.ASKING).order_by()
    return dict(asking.values_list("activity__provider").annotate(Count("pk")))


def note_omitted(connection: Connection, since: datetime) -> None:
    """Notes what a list of all activities, begun at that moment, has omitted: it was not confirmed since."""
    omitted = Activity.objects.filter(provider=connection.provider, origin=Activity.Origin.API, confirmed_at__lt=since)
    ids = list(omitted.values_list("provider_id", flat=True))
    if ids:
        note_deletions(connection, ids)


def answer_deletions(connection: Connection, *, is_deleted: bool) -> None:
    """Deletes the activities in question here, too, as far as a call confirms each; or keeps all of them."""
    with transaction.atomic():
        lock_account()
        state = State.WAITING if is_deleted else State.DECLINED
        asking = deletions_of(connection).filter(state=State.ASKING)
        if asking.update(state=state, noticed_at=timezone.now()) and is_deleted:
            enqueue(CONFIRM_JOB, provider=connection.provider)
        delete_notifications(connection.provider, DELETIONS)


def _delete_denied(connection: Connection) -> None:
    """Deletes those of which the platform has long said that the activity is there: it may be gone by now."""
    denied = deletions_of(connection).filter(state=State.PRESENT)
    denied.filter(noticed_at__lt=timezone.now() - COUNTED_FOR).delete()


def deletions_of(connection: Connection) -> "QuerySet[PlatformDeletion]":
    """Returns what the platform of a connection seems to have deleted."""
    return PlatformDeletion.objects.filter(activity__provider=connection.provider)
