"""Mirrors deletions at a platform: each is confirmed by a call first, and many at once wait for an answer."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, F, QuerySet
from django.utils import timezone

from accounts.jobs.claims import Claim, Postpone
from accounts.jobs.kinds import job_kind, periodic_task
from accounts.jobs.lanes import Lane
from accounts.jobs.lease_keeper import keep_lease
from accounts.jobs.models import MAX_ATTEMPTS
from accounts.jobs.services.enqueue import enqueue, enqueue_for
from accounts.scope import OwnerId, crossing
from accounts.services.lock_account import lock_account
from accounts.services.notifications import delete_notifications, notify_owner
from activities.models import Activity
from activities.services.delete import delete_activities
from providers.errors import ProviderUnavailable, ReconnectNeeded, RequestRefused, TemporaryFailure
from providers.models import Connection, PlatformDeletion
from providers.notifications import DELETIONS
from providers.services.call_provider import platform_for
from providers.services.window_share import check_share

CONFIRM_JOB = "deletions.confirm"
"""This kind of job confirms the waiting deletions of a platform."""
MAX_COUNT, MAX_PERCENT = 20, 5
"""More than so many activities, or so large a part of those of a connection, are not deleted without an answer."""
COUNTED_FOR = timedelta(days=1)
"""The limit is that of all deletions that were noticed within this time."""
GIVE_UP_AFTER = timedelta(days=2)
"""A deletion that no call could confirm for this long is forgotten; the next full pull notices it again."""

State = PlatformDeletion.State


def note_deletions(connection: Connection, provider_ids: Iterable[str]) -> None:
    """Notes that a platform seems to have deleted these activities; ids of which nothing is stored are ignored.

    They wait to be confirmed, or, where they are too many, for the athlete's answer.
    """
    with transaction.atomic():
        lock_account()
        stored = Activity.objects.filter(provider=connection.provider, origin=Activity.Origin.API)
        _delete_denied(connection)
        known = _deletions_of(connection)
        missing = stored.filter(provider_id__in=list(provider_ids)).exclude(pk__in=known.values("activity"))
        ids = list(missing.values_list("pk", flat=True))
        if not ids:
            return
        is_too_many = len(ids) + known.exclude(state=State.IGNORED).count() > max_without_answer(stored.count())
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
        state = State.WAITING if is_deleted else State.IGNORED
        asking = _deletions_of(connection).filter(state=State.ASKING)
        if asking.update(state=state, noticed_at=timezone.now()) and is_deleted:
            enqueue(CONFIRM_JOB, provider=connection.provider)
        delete_notifications(connection.provider, DELETIONS)


@job_kind(CONFIRM_JOB, lane=Lane.DAILY, calls_platform=True)
def confirm_deletion(claim: Claim) -> bool:
    """Confirms a waiting deletion by one call and deletes the activity here; returns whether others wait.

    Any answer but that the activity is gone keeps it.
    """
    connection = Connection.objects.filter(provider=claim.job.provider, is_paused=False).first()
    deletion = connection and _next_waiting(connection)
    if connection is None or deletion is None or connection.state == Connection.State.RECONNECT:
        return False
    check_share(connection)
    PlatformDeletion.objects.filter(pk=deletion.pk).update(tried_at=timezone.now())
    try:
        with keep_lease(claim):
            is_missing = _is_missing(connection, deletion.activity.provider_id)
    except TemporaryFailure as failure:
        if failure.retry_after is not None and connection.waiting_until is not None:
            raise Postpone(connection.waiting_until) from None
        if claim.attempts >= MAX_ATTEMPTS:
            return False
        raise
    except (ReconnectNeeded, ProviderUnavailable):
        return False
    with transaction.atomic():
        lock_account()
        _end(deletion, is_missing=is_missing)
        claim.renew_lease()
    return True


@periodic_task(every=timedelta(hours=1))
@crossing()
def resume_confirmations() -> None:
    """Enqueues the jobs of waiting deletions again, in case that they have ended, and forgets what nobody confirmed."""
    waiting = PlatformDeletion.across_accounts.filter(state=State.WAITING, owner__closed_at=None)
    waiting.filter(noticed_at__lt=timezone.now() - GIVE_UP_AFTER).delete()
    for owner_id, provider in waiting.values_list("owner", "activity__provider").distinct():
        enqueue_for(OwnerId(owner_id), CONFIRM_JOB, provider=provider)


def _is_missing(connection: Connection, provider_id: str) -> bool:
    """Returns whether the platform has no such activity any more: one call."""
    try:
        platform_for(connection).activity(provider_id)
    except RequestRefused as refusal:
        return refusal.code == "not_there"
    except TemporaryFailure as failure:
        if failure.code != "garbled":
            raise
    return False


def _end(deletion: PlatformDeletion, *, is_missing: bool) -> None:
    """Deletes the activity here, or notes that it is still at the platform."""
    if is_missing:
        delete_activities(Activity.objects.filter(pk=deletion.activity_id))
    else:
        PlatformDeletion.objects.filter(pk=deletion.pk).update(state=State.PRESENT)


def _next_waiting(connection: Connection) -> PlatformDeletion | None:
    """Returns the deletion that was tried least recently, so that none is in the way of the others."""
    waiting = _deletions_of(connection).filter(state=State.WAITING).select_related("activity")
    return waiting.order_by(F("tried_at").asc(nulls_first=True), "pk").first()


def _delete_denied(connection: Connection) -> None:
    """Deletes those of which the platform has long said that the activity is there: it may be gone by now."""
    denied = _deletions_of(connection).filter(state=State.PRESENT)
    denied.filter(noticed_at__lt=timezone.now() - COUNTED_FOR).delete()


def _deletions_of(connection: Connection) -> "QuerySet[PlatformDeletion]":
    return PlatformDeletion.objects.filter(activity__provider=connection.provider)
