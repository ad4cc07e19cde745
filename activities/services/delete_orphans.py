"""Removes bytes that no row names: what a process left that died in between, and what a store would not remove."""

import time
from collections.abc import Iterable, Iterator
from datetime import timedelta
from random import random
from uuid import UUID

from django.utils import timezone

from accounts.jobs.kinds import periodic_task
from accounts.models import Account
from activities.models import SourceFile
from activities.services.delete_stored_files import delete_folder, delete_stored_files
from activities.stored_name import source_files

GRACE = timedelta(hours=1)
"""Younger bytes may belong to an upload that is still under way."""
SWEEP_S = 5.0


@periodic_task(every=timedelta(minutes=10))
def delete_orphans() -> None:
    """Deletes what lies in folders of accounts that are gone, then stored files older than an hour without a row.

    As many folders as five seconds allow, in another order each time. Raises StoreDown; the next sweep tries again.
    """
    until = time.monotonic() + SWEEP_S
    folders = list(_folders())
    here = set(Account.objects.values_list("pk", flat=True))  # after the listing: a new account is never taken for gone
    for owner in _gone_first(folders, here):
        if owner in here:
            delete_stored_files(_without_row(owner))
        else:
            delete_folder(str(owner))
        if time.monotonic() > until:
            return


def _folders() -> Iterator[UUID]:
    """The owners' folders; whatever else lies beside them is none of ours."""
    for name in source_files().listdir("")[0]:
        try:
            yield UUID(name)
        except ValueError:
            continue


def _gone_first(folders: Iterable[UUID], here: set[UUID]) -> list[UUID]:
    return sorted(folders, key=lambda owner: (owner in here, random()))  # noqa: S311 - an order, no secret


def _without_row(owner: UUID) -> Iterator[str]:
    named = set(SourceFile.across_accounts.filter(owner=owner).values_list("content", flat=True))
    unnamed = list(source_files().dated(str(owner), named))
    return (name for name, stored_at in unnamed if stored_at < timezone.now() - GRACE)
