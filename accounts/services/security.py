"""Who can get in: the password and the e-mail, and what ends with the old ones."""

from django.contrib.auth import update_session_auth_hash
from django.db import IntegrityError, transaction

from accounts.http import SignedInRequest
from accounts.models import Account


class EmailTaken(Exception):
    """Another account has this e-mail."""


def change_password(request: SignedInRequest, password: str) -> None:
    """Sets the password. This session stays; every other session and one-time link of the account ends."""
    account = request.user
    account.set_password(password)
    with transaction.atomic():
        account.save(update_fields=["password"])
        _end_other_ways_in(request)
        update_session_auth_hash(request, account)


def change_email(request: SignedInRequest, email: str) -> None:
    """Sets the e-mail, given in lower case. This session stays; every other session and one-time link ends.

    Raises EmailTaken.
    """
    try:
        with transaction.atomic():
            Account.objects.filter(pk=request.user.pk).update(email=email)
            _end_other_ways_in(request)
    except IntegrityError:
        raise EmailTaken from None
    request.user.email = email


def _end_other_ways_in(request: SignedInRequest) -> None:
    request.user.sessions.exclude(session_key=request.session.session_key).delete()
    request.user.one_time_links.all().delete()
