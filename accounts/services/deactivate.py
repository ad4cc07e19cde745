"""Deactivates an account, so that nobody can sign in to it, and reactivates it."""

from django.db import transaction

from accounts.models import Account
from accounts.services.security import revoke_all_access


def deactivate_account(account: Account) -> None:
    """Deactivates the account, and ends its sessions and one-time links at once. Its data stays."""
    with transaction.atomic():
        Account.objects.filter(pk=account.pk).update(is_active=False)
        revoke_all_access(account)


def reactivate_account(account: Account) -> None:
    """Reactivates the account, with the password and the second factors it had."""
    Account.objects.filter(pk=account.pk).update(is_active=True)
