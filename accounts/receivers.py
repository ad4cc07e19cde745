"""Reacts to sign-ins and to changes of second factors."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.browser import record_sign_in
from accounts.models import Account
from accounts.services.security import revoke_other_access


@receiver(user_logged_in)
def record_browser_at_sign_in(request: HttpRequest, user: Account, **kwargs: Any) -> None:
    """Records the browser in the session; the first sign-in keeps a new account, which would expire otherwise."""
    record_sign_in(request.session, request.headers.get("user-agent", ""))
    if user.confirm_by:
        Account.objects.filter(pk=user.pk).update(confirm_by=None)


@receiver([authenticator_added, authenticator_removed])
def revoke_access_at_factor_change(request: HttpRequest, authenticator: Authenticator, **kwargs: Any) -> None:
    """Revokes access that was gained without the new factor or with the old one; recovery codes revoke nothing."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        revoke_other_access(request)
