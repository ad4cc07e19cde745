"""Tells operators by mail when many sign-ins fail."""

from datetime import timedelta

from django.conf import settings
from django.urls import reverse

from accounts.jobs.kinds import periodic_task
from accounts.models import SecurityEventKind
from accounts.services.operator_mail import mail_operators
from accounts.services.security_log import count_events, record_event

BURST_SIZE = 100
"""It is a burst when this many sign-ins fail within the current hour and the one before."""

FAILURES = (
    SecurityEventKind.SIGN_IN_FAILED,
    SecurityEventKind.SECOND_FACTOR_FAILED,
    SecurityEventKind.SIGN_IN_REFUSED,
)
QUIET_FOR = timedelta(days=1)
"""One burst is reported once within this time, however long it goes on."""


@periodic_task(every=timedelta(minutes=10))
def report_burst() -> None:
    """Leaves a mail to every operator to the outbox while sign-ins fail in a burst; does nothing without mail."""
    counts = count_events(timedelta(hours=1))
    if not settings.MAIL or sum(counts.get(kind, 0) for kind in FAILURES) < BURST_SIZE:
        return
    if SecurityEventKind.BURST_REPORTED in count_events(QUIET_FOR):
        return
    record_event(SecurityEventKind.BURST_REPORTED)
    context = {"size": BURST_SIZE, "address": f"{settings.BASE_ORIGIN}{reverse('admin:index')}"}
    mail_operators("Many sign-ins to your tracekit fail", "account/email/burst.txt", context)
