"""Locks accounts, so that changes to an account's data happen one at a time."""

from django.db.models import QuerySet

from accounts.models import Account
from accounts.scope import OwnerDeleted, current_owner_id


def lock_account() -> Account:
    """Locks the current owner's row until the transaction ends, and returns the account.

    A transaction that changes activities calls it first, before it locks their rows or the job's. On SQLite the
    transaction itself is the lock. Raises OwnerDeleted when the account has been deleted.
    """
    account = Account.objects.select_for_update(no_key=True).filter(pk=current_owner_id()).first()
    if account is None:
        raise OwnerDeleted("the account was deleted")
    return account


def lock_accounts_for_deletion(accounts: QuerySet[Account]) -> QuerySet[Account]:
    """Locks accounts that the transaction will delete; unlike `lock_account`, it also blocks new references to them."""
    return accounts.select_for_update()
