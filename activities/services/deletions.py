"""Marks what is being deleted in parts, so that no page shows it from the first part on."""

from collections.abc import Iterable

from accounts.models import Account
from accounts.scope import being_deleted, note_deletions
from accounts.services.lock_account import lock_account
from activities.signals import deletion_started


def start_deletion(word: str) -> None:
    """Marks what a word of `activities.being_deleted` names; it locks the account in the caller's transaction."""
    account = lock_account()
    _save(account, being_deleted() | {word})
    deletion_started.send(sender=Account)


def end_deletion(word: str) -> None:
    """Takes the mark off what is deleted; it locks the account in the caller's transaction."""
    account = lock_account()
    _save(account, being_deleted() - {word})


def _save(account: Account, words: Iterable[str]) -> None:
    account.being_deleted = " ".join(sorted(words))
    Account.objects.filter(pk=account.pk).update(being_deleted=account.being_deleted)
    note_deletions(account)
