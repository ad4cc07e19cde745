"""Locks accounts, so that changes to an account's data happen one at a time."""

from django.db.models import QuerySet

from accounts.models import Account
from accounts.scope import OwnerDeleted, current_owner_id, note_deletions


def lock_account() -> Account:
    """Locks the current owner's row until the transaction ends, and returns the account.

    A transaction that changes activities calls it first, before it locks their rows or the job's. On SQLite the
    transaction itself is the lock. From then on the scope knows what is being deleted. Raises OwnerDeleted when the
    account has been deleted, or closed to be erased.
    """
    open_accounts = Account.objects.filter(pk=current_owner_id(), closed_at=None)
    account = open_accounts.select_for_update(no_key=True).first()
    if account is None:
        raise OwnerDeleted("the account was deleted")
    note_deletions(account)
    return account


def require_open_account() -> None:
    """Raises OwnerDeleted when the current owner's account has been deleted, or closed to be erased: one query."""
    if not Account.objects.filter(pk=current_owner_id(), closed_at=None).exists():
        raise OwnerDeleted("the account was deleted")


def load_deletions() -> None:
    """Lets the scope know what is being deleted of the current owner, without a lock: one query."""
    account = Account.objects.filter(pk=current_owner_id()).only("being_deleted").first()
    if account is not None:
        note_deletions(account)


def lock_accounts_for_deletion(accounts: QuerySet[Account]) -> QuerySet[Account]:
    """Locks accounts that the transaction will delete; unlike `lock_account`, it also blocks new references to them."""
    return accounts.select_for_update()
