"""Writes the security log, and counts what is in it."""

import logging
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.db.models import F, Sum
from django.utils import timezone

from accounts.models import Account, SecurityEvent, SecurityEventKind
from accounts.opaque_id import opaque_id

KEPT_FOR = timedelta(days=90)
REFUSAL_INTERVAL_S = 60

log = logging.getLogger("tracekit.security")


def record_event(kind: SecurityEventKind, account: Account | None = None) -> None:
    """Records what happened now; nothing fails because it cannot be recorded."""
    log.info("%s account=%s", kind.value, account.pk if account else "-")
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    try:
        _count(kind, hour, account)
    except DatabaseError as error:
        log.warning("a security event was not stored (%s)", type(error).__name__)


def record_failed_sign_in(email: str) -> None:
    """Records a wrong password for an email, which is not stored: as many queries as if no account had it.

    Where no account has it, allauth has looked for one that did not confirm it.
    """
    account = Account.objects.filter(email=email).first()
    if account is not None:
        list(Account.objects.filter(email=email))
    record_event(SecurityEventKind.SIGN_IN_FAILED, account)


def record_refused_sign_in(email: str) -> None:
    """Adds to the log that sign-ins with an email are refused: once a minute, since refusals have no limit."""
    if cache.add(opaque_id("refused sign-in", email), True, REFUSAL_INTERVAL_S):
        record_event(SecurityEventKind.SIGN_IN_REFUSED, Account.objects.filter(email=email).first())


def count_events(within: timedelta) -> dict[str, int]:
    """Returns how many events of each kind the last hours hold; the first of these hours counts as a whole."""
    rows = SecurityEvent.objects.filter(hour__gt=timezone.now() - within - timedelta(hours=1))
    return dict(rows.order_by().values_list("kind").annotate(Sum("count")))


def delete_old_events() -> None:
    """Deletes events of more than 90 days ago."""
    SecurityEvent.objects.filter(hour__lt=timezone.now() - KEPT_FOR).delete()


def _count(kind: SecurityEventKind, hour: datetime, account: Account | None) -> None:
    """Adds to the row of the hour, which is created where it is missing: two statements in either case."""
    rows = SecurityEvent.objects.filter(account=account, kind=kind, hour=hour)
    with transaction.atomic():
        new = SecurityEvent(account=account, kind=kind, hour=hour, count=0)
        SecurityEvent.objects.bulk_create([new], ignore_conflicts=True)
        rows.update(count=F("count") + 1)
