"""Confirms what a platform seems to have deleted by a call for each, and deletes it here."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.jobs.claims import Claim
from accounts.jobs.kinds import job_kind, periodic_task
from accounts.jobs.lanes import Lane
from accounts.jobs.lease_keeper import keep_lease
from accounts.jobs.models import MAX_ATTEMPTS
from accounts.jobs.services.enqueue import enqueue_for
from accounts.scope import OwnerId, crossing
from accounts.services.lock_account import lock_account
from activities.models import Activity
from activities.record import ActivityRecord
from activities.services.delete import delete_activities
from providers.errors import ProviderUnavailable, ReconnectNeeded, RequestRefused, TemporaryFailure
from providers.models import Connection, PlatformDeletion
from providers.services.call_provider import platform_for
from providers.services.gear import with_gear
from providers.services.platform_deletions import CONFIRM_JOB, deletions_of
from providers.services.pull_page import store_records
from providers.services.window_share import check_share, check_waiting

GIVE_UP_AFTER = timedelta(days=2)
"""A deletion that no call could confirm for this long is forgotten; the next full pull notices it again."""

State = PlatformDeletion.State


@job_kind(CONFIRM_JOB, lane=Lane.DAILY, calls_platform=True)
def confirm_deletion(claim: Claim) -> bool:
    """Confirms a waiting deletion by one call and deletes the activity here; returns whether others wait.

    Any answer but that the activity is gone keeps it. An activity that is still there is stored as it is there now,
    which confirms it as a sync does.
    """
    connection = Connection.objects.filter(provider=claim.job.provider, is_paused=False).first()
    deletion = connection and _next_waiting(connection)
    if connection is None or deletion is None or connection.state == Connection.State.RECONNECT:
        return False
    check_share(connection)
    PlatformDeletion.objects.filter(pk=deletion.pk).update(tried_at=timezone.now())
    try:
        with keep_lease(claim):
            is_deleted, record = _look_up(connection, deletion.activity.provider_id)
    except TemporaryFailure as failure:
        check_waiting(connection, failure)
        if claim.attempts >= MAX_ATTEMPTS:
            return False
        raise
    except (ReconnectNeeded, ProviderUnavailable):
        return False
    with transaction.atomic():
        lock_account()
        if is_deleted:
            delete_activities(Activity.objects.filter(pk=deletion.activity_id))
        else:
            PlatformDeletion.objects.filter(pk=deletion.pk).update(state=State.PRESENT)
            store_records(with_gear(connection, [record] if record else [], has_gear=True))
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


def _look_up(connection: Connection, provider_id: str) -> tuple[bool, ActivityRecord | None]:
    """Returns whether the platform has no such activity any more, and else the activity if it can be read: one call."""
    try:
        return False, platform_for(connection).activity(provider_id)
    except RequestRefused as refusal:
        return refusal.code == "not_there", None
    except TemporaryFailure as failure:
        if failure.code != "garbled":
            raise
    return False, None


def _next_waiting(connection: Connection) -> PlatformDeletion | None:
    """Returns the deletion that was tried least recently, so that none is in the way of the others."""
    waiting = deletions_of(connection).filter(state=State.WAITING).select_related("activity")
    return waiting.order_by(F("tried_at").asc(nulls_first=True), "pk").first()
