"""Requests and confirms the erasure of an account."""

import hashlib
import secrets
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.erasure import LINK_LIFETIME, Erasure
from accounts.models import Account
from accounts.services.close_account import close_account
from accounts.services.outgoing_mail import enqueue_mail


class ErasureLinkInvalid(Exception):
    """The link to confirm an erasure has expired, was replaced by a newer one, or never existed."""


def mail_erasure_link(account: Account) -> None:
    """Requests the erasure of an account, and leaves the mail with the link that confirms it to the outbox.

    The mail goes to the account's own address. Nothing is deleted before somebody with that mailbox confirms.
    """
    with transaction.atomic():
        context = {"link": create_erasure_link(account.pk), "base_url": settings.BASE_URL}
        body = render_to_string("account/email/erasure.txt", context)
        mail = EmailMessage("Confirm that your tracekit account is erased", body, to=[account.email])
        enqueue_mail(mail, lifetime=LINK_LIFETIME)


def create_erasure_link(account_id: UUID) -> str:
    """Requests the erasure of an account; returns the address that confirms it. It replaces an earlier request."""
    token = secrets.token_urlsafe(32)
    Erasure.objects.cancel_requests(account_id)
    Erasure.objects.create(account_id=account_id, token_hash=_hash_token(token))
    return f"{settings.BASE_ORIGIN}{reverse('erasure', args=[token])}"


def find_erasure(token: str) -> Erasure:
    """Returns the erasure of that link, confirmed or not, and changes nothing. Raises ErasureLinkInvalid."""
    erasure = Erasure.objects.filter(token_hash=_hash_token(token)).first()
    if erasure is None or (erasure.confirmed_at is None and erasure.requested_at < timezone.now() - LINK_LIFETIME):
        raise ErasureLinkInvalid
    return erasure


def confirm_erasure(token: str) -> Erasure:
    """Confirms the erasure of that link and closes the account; does nothing when it was confirmed before.

    Raises ErasureLinkInvalid.
    """
    with transaction.atomic():
        erasure = Erasure.objects.select_for_update().get(pk=find_erasure(token).pk)
        if erasure.confirmed_at is None:
            _start(erasure)
    return erasure


def start_erasure(account_id: UUID, erasure_id: UUID | None = None) -> Erasure:
    """Starts the erasure of an account that was confirmed in another way; returns the one that runs already, if any.

    `erasure_id` is the id of its receipt, where that was given out before.
    """
    with transaction.atomic():
        Erasure.objects.cancel_requests(account_id)
        running = Erasure.objects.running().filter(account_id=account_id).first()
        if running is not None:
            return running
        is_free = erasure_id is not None and not Erasure.objects.filter(pk=erasure_id).exists()
        erasure = Erasure.objects.create(account_id=account_id, **({"id": erasure_id} if is_free else {}))
        _start(erasure)
    return erasure


def _start(erasure: Erasure) -> None:
    """Closes the account. Raises ErasureLinkInvalid when it is being erased already, or is gone."""
    erasure.confirmed_at = erasure.due_at = timezone.now()
    erasure.save()
    if erasure.account_id is None or not close_account(erasure.account_id):
        raise ErasureLinkInvalid


def _hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
