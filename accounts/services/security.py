"""Changes the password and the email of an account, and revokes the access that the old ones gave."""

from typing import cast

from allauth.account.authentication import get_authentication_records
from allauth.account.models import EmailAddress
from django.contrib.auth import update_session_auth_hash
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from accounts.allauth_internals import send_email_code
from accounts.erasure import Erasure
from accounts.http import SignedInRequest
from accounts.models import Account, SecurityEventKind
from accounts.services.notice import enqueue_notice
from accounts.services.security_log import record_event
from accounts.sessions import row_key_of


class EmailTaken(Exception):
    """Another account has the email."""


def has_second_factor_session(request: HttpRequest) -> bool:
    """Returns whether this session was signed in to with a second factor or with a passkey.

    A passkey alone counts as both, because tracekit requires that it verifies its user (finger, face or PIN).
    """
    records = get_authentication_records(request, request.user if request.user.is_authenticated else None)
    return any(record.get("method") == "mfa" for record in records)


def change_password(request: SignedInRequest, password: str) -> None:
    """Changes the password. This session stays; every other session and one-time link of the account ends."""
    account = request.user
    account.set_password(password)
    with transaction.atomic():
        account.save(update_fields=["password"])
        revoke_other_access(request)
        update_session_auth_hash(request, account)
        enqueue_notice("password_changed")
    record_event(SecurityEventKind.PASSWORD_CHANGED, account)


def reset_password(account: Account, password: str) -> None:
    """Sets the password after it was forgotten. Every session and one-time link of the account ends."""
    account.set_password(password)
    with transaction.atomic():
        account.save(update_fields=["password"])
        revoke_all_access(account)
    record_event(SecurityEventKind.PASSWORD_CHANGED, account)


def change_email(request: SignedInRequest, email: str) -> None:
    """Changes the email, given in lower case. This session stays; every other session and one-time link ends.

    Raises EmailTaken.
    """
    try:
        with transaction.atomic():
            Account.objects.filter(pk=request.user.pk).update(email=email)
            EmailAddress.objects.filter(user=request.user).delete()
            revoke_other_access(request)
    except IntegrityError:
        raise EmailTaken from None
    request.user.email = email
    record_event(SecurityEventKind.EMAIL_CHANGED, request.user)


def send_code_to_new_email(request: SignedInRequest, email: str) -> None:
    """Sends a code to the new address; the email changes when it is entered.

    An address in use gets its code too: only its owner learns that it is taken.
    """
    send_email_code(request, email=email)


def revoke_other_access(request: HttpRequest) -> None:
    """Ends every session of the signed-in account but this one, its one-time links and requests to erase it."""
    account = cast(Account, request.user)
    account.sessions.exclude(session_key=row_key_of(request)).delete()
    _revoke_links(account)


def revoke_all_access(account: Account) -> None:
    """Ends every session and one-time link of the account, and the requests to erase it."""
    account.sessions.all().delete()
    _revoke_links(account)


def _revoke_links(account: Account) -> None:
    account.one_time_links.all().delete()
    Erasure.objects.cancel_requests(account.pk)
