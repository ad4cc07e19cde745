"""Suspends an account, so that nobody can sign in to it and nothing is done for it, and resumes it."""

from django.db import transaction

from accounts.jobs.services.make_due import make_due
from accounts.models import Account, SecurityEventKind
from accounts.services.security import revoke_all_access
from accounts.services.security_log import record_event


def suspend_account(account: Account) -> None:
    """Suspends the account, and ends its sessions and one-time links at once. The account is kept.

    Its jobs wait, but for those that delete what the athlete has deleted, or what is too old to be kept.
    """
    with transaction.atomic():
        Account.objects.filter(pk=account.pk).update(is_active=False)
        revoke_all_access(account)
    record_event(SecurityEventKind.SUSPENDED, account)


def resume_account(account: Account) -> None:
    """Resumes the account, with the password and the second factors it had; never one that is being erased.

    Its jobs go on at once.
    """
    with transaction.atomic():
        is_resumed = Account.objects.filter(pk=account.pk, closed_at=None).update(is_active=True)
        if is_resumed:
            make_due(account.pk)
    if is_resumed:
        record_event(SecurityEventKind.RESUMED, account)
