"""The lock that orders what happens to one account."""

from accounts.models import Account
from accounts.scope import OwnerDeleted, current_owner_id


def lock_account() -> Account:
    """Locks the current owner's row until the transaction ends, and returns the account.

    Taken first in a transaction that changes activities, before their rows and before the job's.  On SQLite the
    transaction itself is the lock.  Raises OwnerGone when the account has been deleted.
    """
    account = Account.objects.select_for_update(no_key=True).filter(pk=current_owner_id()).first()
    if account is None:
        raise OwnerDeleted("the account is gone")
    return account
