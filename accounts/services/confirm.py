"""Confirms new accounts."""

from accounts.models import Account, SecurityEventKind
from accounts.services.security_log import record_event


def confirm_account(account: Account) -> bool:
    """Keeps a new account, which would expire otherwise, and counts the sign-up; returns False for any other account.

    The count names no account, so that it does not end with one.
    """
    is_new = bool(Account.objects.filter(pk=account.pk, confirm_by__isnull=False).update(confirm_by=None))
    if is_new:
        record_event(SecurityEventKind.SIGN_UP)
    return is_new
