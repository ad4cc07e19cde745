"""Holds new accounts until the operator approves them, and deletes those that the operator declines."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.models import Account
from accounts.services.confirm import confirm_account
from accounts.services.lock_account import lock_accounts_for_deletion
from accounts.services.operator_mail import mail_operators
from accounts.services.outgoing_mail import enqueue_mail
from accounts.sign_up import needs_approval

APPROVE_WITHIN = timedelta(days=30)
"""A new account waits this long for the operator."""

DECLINE_MAIL_LIFETIME = timedelta(days=1)
"""The outbox keeps the address of a declined sign-up at most for so long."""


def approval_deadline() -> datetime | None:
    """Returns when an account that signs up now is deleted unless it is approved; None where nobody has to approve."""
    return timezone.now() + APPROVE_WITHIN if needs_approval() else None


def waiting_sign_ups() -> QuerySet[Account]:
    """Returns the accounts whose address is confirmed, and that the operator has to approve or decline."""
    return Account.objects.filter(approve_by__isnull=False, confirm_by=None, closed_at=None)


def await_approval(account: Account) -> None:
    """Lets the account wait for the operator; its address is confirmed. The first one that waits is mailed to them."""
    with transaction.atomic():
        if confirm_account(account) and waiting_sign_ups().count() == 1:
            address = f"{settings.BASE_ORIGIN}{reverse('admin:accounts_account_changelist')}?sign_up=waiting"
            mail_operators(
                "A sign-up on your tracekit waits for you", "account/email/sign_up_waiting.txt", {"address": address}
            )


def approve_sign_up(account: Account) -> bool:
    """Lets the account sign in from now on, and mails it so; returns False when it was not waiting."""
    with transaction.atomic():
        is_approved = bool(waiting_sign_ups().filter(pk=account.pk).update(approve_by=None))
        if is_approved:
            _mail(account, "Your tracekit account is approved", "account/email/approved.txt")
    return is_approved


def decline_sign_up(account: Account) -> bool:
    """Deletes the account, which has never had a session, and mails it so; returns False when it was not waiting."""
    with transaction.atomic():
        waiting = lock_accounts_for_deletion(waiting_sign_ups().filter(pk=account.pk)).first()
        if waiting is not None:
            _mail(waiting, "Your tracekit sign-up was declined", "account/email/declined.txt", DECLINE_MAIL_LIFETIME)
            waiting.delete()
    return waiting is not None


def _mail(account: Account, subject: str, template: str, lifetime: timedelta | None = None) -> None:
    if settings.MAIL:
        addresses = {"base_url": settings.BASE_URL, "base_origin": settings.BASE_ORIGIN}
        message = EmailMessage(subject, render_to_string(template, addresses), to=[account.email])
        enqueue_mail(message, lifetime)
