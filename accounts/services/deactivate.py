"""Locking an account: nobody gets in, and nothing of it is lost."""

from django.db import transaction

from accounts.models import Account
from accounts.services.security import revoke_all_access


def deactivate_account(account: Account) -> None:
    """Whoever is signed in to the account is out at once, and its one-time links are dead. What it holds stays."""
    with transaction.atomic():
        Account.objects.filter(pk=account.pk).update(is_active=False)
        revoke_all_access(account)


def reactivate_account(account: Account) -> None:
    """Lets the account in again, with the password and the second factors it had."""
    Account.objects.filter(pk=account.pk).update(is_active=True)
