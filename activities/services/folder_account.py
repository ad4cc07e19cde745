"""Finds the account whose files lie in the activities folder."""

from django.conf import settings

from accounts.models import Account
from accounts.scope import HasId


def folder_account() -> Account | None:
    """Returns the account that ACTIVITIES_OWNER names, or the only account: one query.

    Returns None when ACTIVITIES_DIR is not set, and when nobody can tell whose the folder is; then it is not read.
    """
    if settings.ACTIVITIES_DIR is None:
        return None
    accounts = Account.objects.filter(is_active=True, demo_until=None, approve_by=None)
    if settings.ACTIVITIES_OWNER:
        return accounts.filter(email=settings.ACTIVITIES_OWNER.lower()).first()
    first_two = list(accounts[:2])
    return first_two[0] if len(first_two) == 1 else None


def is_folder_account(account: HasId) -> bool:
    """Returns whether the folder is that account's: one query, and none without a folder."""
    owner = folder_account()
    return owner is not None and owner.pk == account.pk
