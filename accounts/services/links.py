"""One-time links: how the first account is made, and how somebody gets back in without a mail server."""

import hashlib
import secrets
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Account, OneTimeLink

LINK_LIFETIME = timedelta(hours=24)
"""How long a link to an account lets in."""


class InvalidLink(Exception):
    """The link has been used, is too old, or never was."""


def create_first_account_link() -> str | None:
    """The address that makes the operator's account, good until used; None when there is one.

    Who signs up before it was used is an athlete like any other.
    """
    return None if _has_operator() else _new_link(OneTimeLink())


def create_link(email: str, *, keep_second_factors: bool = True) -> str:
    """An address that lets the account with this e-mail in, once, within 24 hours. Raises Account.DoesNotExist.

    Whoever comes in by it is still asked for a second factor, unless those are taken off here: for who has lost them.
    """
    account = Account.objects.get(email=email.lower(), is_active=True)
    if not keep_second_factors:
        Authenticator.objects.filter(user=account).delete()
    return _new_link(OneTimeLink(account=account, expires_at=timezone.now() + LINK_LIFETIME))


def find_link(token: str) -> OneTimeLink:
    """The living link of that token; nothing is changed. Raises DeadLink."""
    alive = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
    link = OneTimeLink.objects.filter(alive, token_hash=_fingerprint(token)).select_related("account").first()
    if link is None or (link.account is None and _has_operator()):
        raise InvalidLink
    return link


def create_first_account(token: str, *, email: str, password: str, time_zone: str) -> Account:
    """Uses the link up and makes the operator's account. Raises DeadLink."""
    hashed = make_password(password)
    with transaction.atomic():
        if _use_up(token).account:
            raise InvalidLink
        account = Account(email=email.lower(), password=hashed, time_zone=time_zone, is_operator=True)
        account.save()
    return account


def reset_password_by_link(token: str, *, password: str) -> Account:
    """Uses the link up and gives its account a new password; whoever was signed in to it is out. Raises DeadLink."""
    hashed = make_password(password)
    with transaction.atomic():
        account = _use_up(token).account
        if account is None:
            raise InvalidLink
        account.password = hashed
        account.save(update_fields=["password"])
        account.sessions.all().delete()
    return account


def _has_operator() -> bool:
    return Account.objects.filter(is_operator=True).exists()


def _new_link(link: OneTimeLink) -> str:
    token = secrets.token_urlsafe(32)
    link.token_hash = _fingerprint(token)
    link.save()
    return f"{settings.BASE_URL}{reverse('start', args=[token])}"


def _use_up(token: str) -> OneTimeLink:
    """Deletes the link and all others to the same account, which wait for each other here. Raises DeadLink."""
    account = find_link(token).account
    same = OneTimeLink.objects.filter(account=account).order_by("pk")
    list(same.select_for_update())
    link = find_link(token)
    same.delete()
    return link


def _fingerprint(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
