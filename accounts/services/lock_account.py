"""Locks an account, so that changes to its data happen one after the other."""

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
