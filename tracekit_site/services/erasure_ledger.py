"""Remembers in the file storage which accounts were erased, so that a restored database erases them again.

An entry is an object that is named by a digest of the account's id, keyed with the install's id; it holds the id of the
receipt. Who has the ledger learns of no account, and who restores the database alone cannot bring one back.
"""

import hashlib
import hmac
import logging
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from django.core.files.base import ContentFile

from accounts.erasure_steps import Phase, RunningErasure, erasure_step
from accounts.jobs.kinds import periodic_task
from accounts.models import Account
from accounts.services.request_erasure import start_erasure
from accounts.services.run_erasures import run_erasure
from activities.storage.source_files import source_file_storage
from tracekit_site.models import Install

log = logging.getLogger(__name__)

FOLDER = ".erased"
"""The entries lie here, beside the owners' folders; no sweep and no deletion touches them."""


@erasure_step("ledger", Phase.LEDGER, "Note that backups must not bring the account back")
def record_in_ledger(run: RunningErasure) -> None:
    """Writes the entry, before anything is deleted. Raises StorageUnavailable."""
    storage, name = source_file_storage(), _entry_name(Install.objects.get(), run.account_id)
    if not storage.exists(name):
        storage.save(name, ContentFile(str(run.erasure.pk).encode()))


@periodic_task(every=timedelta(minutes=10))
def erase_restored_accounts() -> None:
    """Erases accounts that are in the ledger and in the database, because a backup was restored.

    Web processes and releases call it before they serve or start anything. Raises StorageUnavailable.
    """
    for account_id, receipt_id in list(_restored_accounts()):
        log.warning("erasure %s is repeated, because a backup was restored", receipt_id)
        run_erasure(start_erasure(account_id, receipt_id).pk)


def verify_ledger() -> int:
    """Returns the number of entries, after writing and deleting one. Raises StorageUnavailable."""
    storage = source_file_storage()
    storage.delete(storage.save(f"{FOLDER}/.doctor", ContentFile(b".")))
    return len(storage.listdir(FOLDER)[1])


def _restored_accounts() -> Iterator[tuple[UUID, UUID | None]]:
    """Yields the id of each account that was erased before, with that of its receipt."""
    install, names = Install.objects.first(), set(source_file_storage().listdir(FOLDER)[1])
    if install is None or not names:
        return
    for account_id in Account.objects.filter(closed_at=None).values_list("pk", flat=True):
        name = _entry_name(install, account_id)
        if name.removeprefix(f"{FOLDER}/") in names:
            yield account_id, _read_receipt_id(name)


def _read_receipt_id(name: str) -> UUID | None:
    with source_file_storage().open(name) as entry:
        try:
            return UUID(entry.read().decode(errors="replace"))
        except ValueError:
            return None


def _entry_name(install: Install, account_id: UUID) -> str:
    return f"{FOLDER}/{hmac.new(install.pk.bytes, account_id.bytes, hashlib.sha256).hexdigest()}"
