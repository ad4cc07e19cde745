"""Deletes what has expired."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.jobs.kinds import periodic_task
from accounts.models import Account, OneTimeLink, Session
from accounts.scope import crossing
from accounts.services.lock_account import lock_accounts_for_deletion
from accounts.services.security_log import delete_old_events
from accounts.services.transmissions import delete_old_transmissions


@periodic_task(timedelta(hours=1))
@crossing()
@transaction.atomic
def delete_expired() -> None:
    """Deletes expired sessions, links, events and counts, and accounts not confirmed or approved in time."""
    now = timezone.now()
    for account in lock_accounts_for_deletion(Account.objects.filter(Q(confirm_by__lt=now) | Q(approve_by__lt=now))):
        account.delete()
    Session.objects.filter(expire_date__lt=now).delete()
    OneTimeLink.objects.filter(expires_at__lt=now).delete()
    delete_old_events()
    delete_old_transmissions()
