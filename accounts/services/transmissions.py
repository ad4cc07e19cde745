"""Counts what leaves this server for an account, so that its athlete can see it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from accounts.models import Account, Transmission
from accounts.scope import OwnerDeleted, owner_scope
from accounts.services.lock_account import lock_account
from accounts.transmission import MAIL_RECEIVER

COUNTED_FOR = timedelta(hours=24)
"""The page shows the last 24 hours; the hour in which they begin counts as a whole."""


def count_transmission(receiver: str, purpose: str) -> None:
    """Counts one call or mail of the current owner: one statement, and four for the first one of an hour.

    Raises OwnerDeleted for an account that is being erased.
    """
    now = timezone.now()
    row = {"receiver": receiver, "purpose": purpose, "hour": now.replace(minute=0, second=0, microsecond=0)}
    if not _add(row, now):
        with transaction.atomic():
            lock_account()
            Transmission.objects.bulk_create([Transmission(**row, last_at=now)], ignore_conflicts=True)
            _add(row, now)


def count_mail(email: str, purpose: str) -> None:
    """Counts a mail that was sent to an address, where an account has it."""
    account = Account.objects.filter(email=email.lower()).first()
    if account is not None:
        try:
            with owner_scope(account):
                count_transmission(MAIL_RECEIVER, purpose)
        except OwnerDeleted:
            pass  # nobody will look at it any more


def transmissions_of_last_day() -> QuerySet[Transmission]:
    """Returns what left for the current owner in the last 24 hours, the newest first."""
    return Transmission.objects.filter(hour__gt=_oldest()).order_by("-last_at")


def delete_old_transmissions() -> None:
    """Deletes the counts of all accounts for hours that ended more than 24 hours ago; the caller opens a crossing."""
    Transmission.across_accounts.filter(hour__lte=_oldest()).delete()


def _add(row: dict[str, object], now: datetime) -> bool:
    return Transmission.objects.filter(**row).update(count=F("count") + 1, last_at=now) > 0


def _oldest() -> datetime:
    return timezone.now() - COUNTED_FOR - timedelta(hours=1)
