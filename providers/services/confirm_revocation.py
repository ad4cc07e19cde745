"""Confirms that an athlete has ended a grant at the platform, and then disconnects here, too."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.jobs.claims import Claim, Postpone
from accounts.jobs.kinds import job_kind
from accounts.jobs.lanes import Lane
from accounts.jobs.lease_keeper import keep_lease
from accounts.services.lock_account import lock_account
from accounts.services.notifications import notify_owner
from providers.errors import ProviderUnavailable, ReconnectNeeded, RequestRefused, TemporaryFailure
from providers.models import Connection
from providers.notifications import ACCESS_ENDED
from providers.services.call_provider import platform_for
from providers.services.disconnect import disconnect
from providers.services.receive_events import REVOKED_JOB

CHECKED_EVERY = timedelta(hours=1)
"""A connection is checked once in this time, whatever the platform sends."""


@job_kind(REVOKED_JOB, lane=Lane.WEBHOOK, calls_platform=True)
def confirm_revocation(claim: Claim) -> bool:
    """Calls the platform with the athlete's grant: when it is refused, the connection is closed; else nothing changes.

    Without an answer, the next check is an hour later.
    """
    connection = Connection.objects.filter(provider=claim.job.provider).first()
    if connection is None or not connection.has_grant:
        return False
    now, last = timezone.now(), connection.revocation_checked_at
    if last is not None and now < last + CHECKED_EVERY:
        raise Postpone(last + CHECKED_EVERY)
    Connection.objects.filter(pk=connection.pk).update(revocation_checked_at=now)
    try:
        with keep_lease(claim):
            has_ended = _has_ended(connection)
    except (TemporaryFailure, ProviderUnavailable):
        raise Postpone(now + CHECKED_EVERY) from None
    if has_ended:
        _close(connection)
    return False


def _has_ended(connection: Connection) -> bool:
    """Returns whether the platform refuses the grant: one call, and another one with refreshed tokens."""
    try:
        platform_for(connection).gear()
    except ReconnectNeeded as refusal:
        return refusal.code == "grant"  # not when it is the tokens here that cannot be decrypted
    except RequestRefused:
        return False
    return False


def _close(connection: Connection) -> None:
    """Closes the connection, unless the athlete has reconnected meanwhile, and notifies the athlete."""
    with transaction.atomic():
        lock_account()
        same_grant = Connection.objects.filter(pk=connection.pk, tokens_version=connection.tokens_version)
        if same_grant.exists():
            disconnect(connection, is_revoked=True)
            notify_owner(ACCESS_ENDED, connection.provider)
