"""Deactivates an account, so that nobody can sign in to it, and reactivates it."""

from django.db import transaction

from accounts.models import Account, SecurityEventKind
from accounts.services.security import revoke_all_access
from accounts.services.security_log import record_event


def deactivate_account(account: Account) -> None:
    """Deactivates the account, and ends its sessions and one-time links at once. Its data stays."""
    with transaction.atomic():
        Account.objects.filter(pk=account.pk).update(is_active=False)
        revoke_all_access(account)
    record_event(SecurityEventKind.LOCKED, account)


def reactivate_account(account: Account) -> None:
    """Reactivates the account, with the password and the second factors it had; never one that is being erased."""
    if Account.objects.filter(pk=account.pk, closed_at=None).update(is_active=True):
        record_event(SecurityEventKind.UNLOCKED, account)
