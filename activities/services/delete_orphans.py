"""Deletes stored bytes that no row names: those of crashed processes, and those that a deletion did not reach."""

import time
from collections.abc import Iterable, Iterator
from datetime import timedelta
from random import random
from uuid import UUID

from django.apps import apps
from django.db.models import FileField
from django.utils import timezone

from accounts.jobs.kinds import periodic_task
from accounts.models import Account
from accounts.owned import Owned
from accounts.scope import crossing
from activities.services.delete_stored_files import delete_folder, delete_stored_files
from activities.storage.source_files import source_file_storage

GRACE = timedelta(hours=1)
"""Younger bytes may belong to an upload that is still under way."""
SWEEP_S = 5.0


@periodic_task(every=timedelta(minutes=10))
@crossing()
def delete_orphans() -> None:
    """Deletes the folders of deleted accounts, then stored files older than an hour without a row.

    It processes as many folders as fit into five seconds, in random order. Raises StorageUnavailable; the next run
    tries again.
    """
    deadline = time.monotonic() + SWEEP_S
    folders = list(_owner_folders())
    accounts = set(Account.objects.values_list("pk", flat=True))  # after the listing, so that no new account is missing
    for owner in _deleted_accounts_first(folders, accounts):
        if owner in accounts:
            delete_stored_files(_orphans_of(owner))
        else:
            delete_folder(str(owner))
        if time.monotonic() > deadline:
            return


def _owner_folders() -> Iterator[UUID]:
    """Yields the owners who have a folder; ignores everything else in the file storage."""
    for name in source_file_storage().listdir("")[0]:
        try:
            yield UUID(name)
        except ValueError:
            continue


def _deleted_accounts_first(folders: Iterable[UUID], accounts: set[UUID]) -> list[UUID]:
    return sorted(folders, key=lambda owner: (owner in accounts, random()))  # noqa: S311 - an order, no secret


def _orphans_of(owner: UUID) -> Iterator[str]:
    named = {name for model, field in _file_fields() for name in _stored_names(model, field, owner)}
    unnamed = list(source_file_storage().list_modified(str(owner), exclude=named))
    return (name for name, modified_at in unnamed if modified_at < timezone.now() - GRACE)


def _file_fields() -> Iterator[tuple[type[Owned], str]]:
    """Yields every field of an owned table that names files in the file storage."""
    for model in apps.get_models():
        if issubclass(model, Owned):
            yield from ((model, field.name) for field in model._meta.concrete_fields if isinstance(field, FileField))


def _stored_names(model: type[Owned], field: str, owner: UUID) -> Iterator[str]:
    return iter(model.across_accounts.filter(owner=owner).values_list(field, flat=True))
