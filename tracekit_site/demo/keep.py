"""Converts a demo to a permanent account."""

from django.conf import settings
from django.contrib.auth import update_session_auth_hash

from accounts.http import SignedInRequest
from accounts.models import Account, SecurityEventKind
from accounts.services.security import change_email, send_code_to_new_email
from accounts.services.security_log import record_event


def keep_as_account(request: SignedInRequest, email: str, password: str) -> bool:
    """Gives the demo an email and a password; returns False while the email has yet to be confirmed by a code.

    Raises EmailTaken.
    """
    account = request.user
    if settings.MAIL:
        send_code_to_new_email(request, email)
    else:
        change_email(request, email)
    account.set_password(password)
    account.save(update_fields=["password"])
    update_session_auth_hash(request, account)
    if not settings.MAIL:
        Account.objects.filter(pk=account.pk).update(demo_until=None)
        record_event(SecurityEventKind.SIGN_UP)
    return not settings.MAIL
