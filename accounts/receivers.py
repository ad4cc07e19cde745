"""Reacts to sign-ins and to changes of second factors."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.browser import record_sign_in
from accounts.models import Account, SecurityEventKind
from accounts.services.confirm import confirm_account
from accounts.services.security import revoke_other_access
from accounts.services.security_log import record_event


@receiver(user_logged_in)
def record_browser_at_sign_in(request: HttpRequest, user: Account, **kwargs: Any) -> None:
    """Records the browser in the session; the first sign-in keeps a new account, which would expire otherwise."""
    record_sign_in(request.session, request.headers.get("user-agent", ""), is_https=request.is_secure())
    if user.confirm_by:
        confirm_account(user)
    if not user.demo_until:
        record_event(SecurityEventKind.SIGN_IN, user)


@receiver([authenticator_added, authenticator_removed])
def revoke_access_at_factor_change(request: HttpRequest, authenticator: Authenticator, **kwargs: Any) -> None:
    """Revokes access that was gained without the new factor or with the old one; recovery codes revoke nothing."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        revoke_other_access(request)


@receiver(authenticator_added)
def record_added_factor(user: Account, **kwargs: Any) -> None:
    """Adds to the log that an account has another second factor."""
    record_event(SecurityEventKind.FACTOR_ADDED, user)


@receiver(authenticator_removed)
def record_deleted_factor(user: Account, **kwargs: Any) -> None:
    """Adds to the log that an account has lost a second factor."""
    record_event(SecurityEventKind.FACTOR_DELETED, user)


@receiver(authentication_failed)
def record_failed_factor(user: Account, **kwargs: Any) -> None:
    """Records a wrong code or passkey."""
    record_event(SecurityEventKind.SECOND_FACTOR_FAILED, user)
