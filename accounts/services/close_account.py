"""Closes an account that will be erased."""

from uuid import UUID

from django.utils import timezone

from accounts.jobs.models import Job
from accounts.models import Account
from accounts.scope import crossing
from accounts.services.lock_account import lock_accounts_for_deletion
from accounts.services.security import revoke_all_access


def close_account(account_id: UUID) -> bool:
    """Closes an account that will be erased: its sessions, links and jobs end, and nothing is written for it any more.

    It waits for the transactions that have locked the account; later ones cannot lock it. A job that runs loses its
    lease. Returns False when the account is closed already, or gone.
    """
    account = lock_accounts_for_deletion(Account.objects.filter(pk=account_id, closed_at=None)).first()
    if account is None:
        return False
    Account.objects.filter(pk=account_id).update(closed_at=timezone.now(), is_active=False)
    revoke_all_access(account)
    with crossing():  # a link confirms in any browser, so that no scope is open, or that of another account
        Job.across_accounts.filter(owner_id=account_id).delete()
    return True
