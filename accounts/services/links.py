"""Creates and uses one-time links: for the first account, and to get back in without a mail server."""

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

from accounts.models import Account, OneTimeLink, SecurityEventKind
from accounts.services.security_log import record_event

LINK_LIFETIME = timedelta(hours=24)
"""A link to an account is valid for this long."""


class InvalidLink(Exception):
    """The link was used, has expired, or never existed."""


def create_first_account_link() -> str | None:
    """Returns an address that creates the operator's account, valid until it is used; None when there is an operator.

    An account that signs up before that is an athlete's like any other.
    """
    return None if _has_operator() else _save_link(OneTimeLink())


def create_link(email: str, *, keep_second_factors: bool = True) -> str:
    """Returns an address that signs in to the account with this email, once, within 24 hours.

    Its second factors are still asked for; `keep_second_factors=False` deletes them for an athlete who lost them.
    Raises Account.DoesNotExist.
    """
    account = Account.objects.get(email=email.lower(), is_active=True)
    if not keep_second_factors:
        Authenticator.objects.filter(user=account).delete()
        record_event(SecurityEventKind.FACTOR_DELETED, account)
    record_event(SecurityEventKind.LINK_CREATED, account)
    return _save_link(OneTimeLink(account=account, expires_at=timezone.now() + LINK_LIFETIME))


def find_link(token: str) -> OneTimeLink:
    """Returns the valid link of that token, and changes nothing. Raises InvalidLink."""
    is_valid = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
    link = OneTimeLink.objects.filter(is_valid, token_hash=_hash_token(token)).select_related("account").first()
    if link is None or (link.account is None and _has_operator()):
        raise InvalidLink
    return link


def create_first_account(token: str, *, email: str, password: str, time_zone: str) -> Account:
    """Uses the link and creates the operator's account. Raises InvalidLink."""
    password_hash = make_password(password)
    with transaction.atomic():
        if _use_link(token).account:
            raise InvalidLink
        account = Account(email=email.lower(), password=password_hash, time_zone=time_zone, is_operator=True)
        account.save()
    record_event(SecurityEventKind.LINK_USED, account)
    return account


def reset_password_by_link(token: str, *, password: str) -> Account:
    """Uses the link, changes the password of its account and ends all sessions of it. Raises InvalidLink."""
    password_hash = make_password(password)
    with transaction.atomic():
        account = _use_link(token).account
        if account is None:
            raise InvalidLink
        account.password = password_hash
        account.save(update_fields=["password"])
        account.sessions.all().delete()
    record_event(SecurityEventKind.LINK_USED, account)
    record_event(SecurityEventKind.PASSWORD_CHANGED, account)
    return account


def _has_operator() -> bool:
    return Account.objects.filter(is_operator=True).exists()


def _save_link(link: OneTimeLink) -> str:
    token = secrets.token_urlsafe(32)
    link.token_hash = _hash_token(token)
    link.save()
    return f"{settings.BASE_ORIGIN}{reverse('one_time_link', args=[token])}"


def _use_link(token: str) -> OneTimeLink:
    """Deletes the link and all others to the same account; their rows are locked, so only one use can succeed."""
    account = find_link(token).account
    links = OneTimeLink.objects.filter(account=account).order_by("pk")
    list(links.select_for_update())
    link = find_link(token)
    links.delete()
    return link


def _hash_token(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
