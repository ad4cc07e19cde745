"""Sends notifications by mail, at once or once a week; a mail holds no data of an activity."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Exists, Min, OuterRef, QuerySet, Subquery
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.jobs.claims import Claim
from accounts.jobs.kinds import job_kind, periodic_task
from accounts.jobs.lanes import Lane
from accounts.jobs.services.enqueue import enqueue_for
from accounts.models import Account, Notification
from accounts.notification_kinds import NOTIFICATION_KINDS, NotificationText
from accounts.scope import crossing, current_owner_id
from accounts.services.outgoing_mail import enqueue_mail
from accounts.services.unsubscribe import unsubscribe_url

NOTIFICATION_MAIL = "accounts.notifications"
MAIL_AFTER = timedelta(minutes=5)
"""A mail waits for so long: what is over by then is not mailed, and what comes together is one mail."""
DIGEST_HOUR = 7
"""The weekly mail holds what came before this hour of Monday, in the athlete's time zone."""

_UNMAILED = {"read_at": None, "mailed_at": None}


def mail_recipients() -> QuerySet[Account]:
    """Returns the accounts that get notifications by mail: not demos, and none with an unconfirmed address."""
    confirmed = EmailAddress.objects.filter(user=OuterRef("pk"), email=OuterRef("email"), verified=True)
    active = Account.objects.filter(Exists(confirmed), is_active=True, demo_until=None)
    return active.exclude(email_notifications=Account.EmailNotifications.OFF)


@periodic_task(every=timedelta(minutes=5))
@crossing()
def schedule_notification_mails() -> None:
    """Queues a job for every account with a notification to mail; queuing it twice is harmless."""
    if not settings.MAIL:
        return
    waiting = Notification.across_accounts.filter(owner=OuterRef("pk"), **_UNMAILED).order_by().values("owner")
    oldest, now = Subquery(waiting.values_list(Min("created_at"))), timezone.now()
    for account in mail_recipients().annotate(oldest=oldest).filter(oldest__lt=now - MAIL_AFTER):
        if account.oldest < mail_cutoff(account, now):
            enqueue_for(account, NOTIFICATION_MAIL)


def mail_cutoff(account: Account, now: datetime) -> datetime:
    """Returns the time before which a notification has come that is mailed now."""
    if account.email_notifications == Account.EmailNotifications.AT_ONCE:
        return now - MAIL_AFTER
    local = now.astimezone(account.zone)
    monday = local.replace(hour=DIGEST_HOUR, minute=0, second=0, microsecond=0) - timedelta(days=local.weekday())
    return monday if monday <= local else monday - timedelta(days=7)


@job_kind(NOTIFICATION_MAIL, lane=Lane.DAILY)
def send_notifications(claim: Claim) -> bool:
    """Leaves one mail with what is unread and was not mailed to the outbox."""
    account = mail_recipients().filter(pk=current_owner_id()).first()
    if account is None:
        return False
    now = timezone.now()
    waiting = Notification.objects.filter(**_UNMAILED, created_at__lt=mail_cutoff(account, now))
    with transaction.atomic():
        notifications = list(waiting.filter(kind__in=NOTIFICATION_KINDS).order_by("created_at"))
        Notification.objects.filter(pk__in=[row.pk for row in notifications]).update(mailed_at=now)
        if notifications:
            enqueue_mail(
                _build_mail(account, [NOTIFICATION_KINDS[row.kind].describe(row.provider) for row in notifications])
            )
        claim.renew_lease(reset_attempts=False)
    return False


def _build_mail(account: Account, texts: Sequence[NotificationText]) -> EmailMessage:
    """Returns the mail; its reader turns such mails off by one click (RFC 8058) where the site has HTTPS."""
    url = unsubscribe_url(account) if settings.BASE_ORIGIN.startswith("https://") else ""
    addresses = {"base_url": settings.BASE_URL, "base_origin": settings.BASE_ORIGIN, "unsubscribe_url": url}
    body = render_to_string("account/email/notifications.txt", {"texts": texts, **addresses})
    subject = texts[0].title if len(texts) == 1 else f"{len(texts)} notifications from tracekit"
    headers = {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if url else {}
    return EmailMessage(subject, body, to=[account.email], headers=headers)
