"""Turns off email notifications by the link in each mail, without a session."""

from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from accounts.models import Account


class InvalidUnsubscribeLink(Exception):
    """No account has this link: it was changed on its way, or its mail went to an address that the account left."""


def unsubscribe_url(account: Account) -> str:
    """Returns the address that turns off the account's email notifications, which does not expire.

    Its token names the account and is signed with its email, which it does not contain.
    """
    token = _signer(account).sign(account.pk.hex)
    return f"{settings.BASE_ORIGIN}{reverse('unsubscribe', args=[token])}"


def find_subscriber(token: str) -> Account:
    """Returns the active account of that token, and changes nothing. Raises InvalidUnsubscribeLink."""
    try:
        account = Account.objects.get(pk=UUID(token.partition(".")[0]), is_active=True)
        _signer(account).unsign(token)
    except (ValueError, Account.DoesNotExist, BadSignature):
        raise InvalidUnsubscribeLink from None
    return account


def unsubscribe(account: Account) -> None:
    """Turns off the account's email notifications."""
    Account.objects.filter(pk=account.pk).update(email_notifications=Account.EmailNotifications.OFF)


def _signer(account: Account) -> Signer:
    return Signer(sep=".", salt=f"accounts.unsubscribe {account.email}")
