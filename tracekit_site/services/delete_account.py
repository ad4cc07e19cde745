"""Counts what an account holds, and deletes a demo with everything that belongs to it."""

from dataclasses import dataclass

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import Count, Sum

from accounts.models import Account
from accounts.owned import Owned
from accounts.scope import current_owner_id
from accounts.services.lock_account import lock_accounts_for_deletion
from activities.models import Activity, SourceFile
from activities.services.delete_stored_files import delete_folder
from matching.models import Workout
from providers.models import Connection
from providers.services.revocation import enqueue_revocation
from tracekit_site.services.write_ahead_log import truncate_log


@dataclass(frozen=True, slots=True)
class AccountContents:
    """Counts what an account holds."""

    activities: int
    workouts: int
    connections: int
    files: int
    bytes: int


def count_account_contents() -> AccountContents:
    """Returns how much would be deleted with the current owner's account."""
    files = SourceFile.objects.visible().aggregate(files=Count("id"), bytes=Sum("size", default=0))
    connections = Connection.objects.count()
    return AccountContents(
        activities=Activity.objects.visible().count(),
        workouts=Workout.objects.visible().count(),
        connections=connections,
        **files,
    )


def delete_account() -> None:
    """Deletes the current owner's account at once, as a demo is: its rows, its sessions, the bytes of its files.

    Other accounts are erased in steps (`accounts/services/run_erasures.py`).

    Its grants are revoked by the outbox, which holds the tokens, encrypted, until then or for 23 hours. A running job
    waits for the deletion, then finds its account missing and stores nothing. SQLite's log of writes, in which the rows
    still stand, is emptied. The stored bytes are deleted last; when the file storage is unreachable, the next run of
    `delete_orphans` deletes them first.
    """
    owner_id = current_owner_id()
    with transaction.atomic():
        account = lock_accounts_for_deletion(Account.objects.filter(pk=owner_id)).get()
        for connection in Connection.objects.all():
            enqueue_revocation(connection)
        for model in apps.get_models():
            if issubclass(model, Owned):
                rows = model._base_manager.filter(owner=owner_id)  # with what the owned managers hide
                rows._raw_delete(DEFAULT_DB_ALIAS)  # five times faster than the cascade in Python
        account.delete()
    truncate_log()
    delete_folder(str(owner_id))
