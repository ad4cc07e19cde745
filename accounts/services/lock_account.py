"""Locks accounts, so that changes to an account's data happen one after the other."""

from django.db.models import QuerySet

from accounts.models import Account
from accounts.scope import OwnerDeleted, current_owner_id


def lock_account() -> Account:
    """Locks the current owner's row until the transaction ends, and returns the account.

    A transaction that changes activities takes it first, before their rows and before the job's. On SQLite the
    transaction itself is the lock. Raises OwnerDeleted when the account has been deleted.
    """
    account = Account.objects.select_for_update(no_key=True).filter(pk=current_owner_id()).first()
    if account is None:
        raise OwnerDeleted("the account is gone")
    return account


def lock_accounts_for_deletion(accounts: QuerySet[Account]) -> QuerySet[Account]:
    """Locks rows that the transaction will delete: unlike with `lock_account`, no row can reference them meanwhile."""
    return accounts.select_for_update()
