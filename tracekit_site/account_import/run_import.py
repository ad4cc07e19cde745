"""Starts an import, and runs it in a job: each step checks or writes rows for two seconds."""

import time
from datetime import timedelta
from typing import BinaryIO, cast

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from accounts.jobs.claims import Claim, Postpone
from accounts.jobs.kinds import job_kind
from accounts.jobs.lanes import Lane
from accounts.jobs.services.enqueue import enqueue
from accounts.scope import being_deleted
from accounts.services.lock_account import lock_account
from activities.models import Activity, SourceFile
from activities.services.delete_stored_files import delete_stored_files
from activities.storage.storage_errors import full_disk
from matching.models import Decision, IgnoredDifference, WorkoutName
from providers.models import Connection
from tracekit_site.account_import.account_import import AccountImport
from tracekit_site.account_import.archive import ExportArchive, InvalidExport, NotAnExport
from tracekit_site.account_import.steps import ImportSteps, MatchingUnfinished

IMPORT_JOB = "import"
MAX_STEP_S = 2.0
MATCHING_DELAY = timedelta(seconds=1)

MUST_BE_EMPTY = (Activity, SourceFile, Connection, Decision, IgnoredDifference, WorkoutName)
LOST = "The archive is no longer stored. Upload it again."


class AccountNotEmpty(Exception):
    """The account already has data, with which that of an export would mix."""


def is_account_empty() -> bool:
    """Returns whether the current owner has no data, also none that is still being deleted: at most six queries."""
    return not being_deleted() and not any(model.objects.exists() for model in MUST_BE_EMPTY)


def start_import(content: BinaryIO) -> AccountImport:
    """Stores an uploaded export, and enqueues the job that imports it; one that is running is returned instead.

    Raises NotAnExport, InvalidExport, AccountNotEmpty and StorageUnavailable; nothing is kept then.
    """
    ExportArchive(content)
    content.seek(0)
    account_import = AccountImport()
    account_import.content.save("", File(content), save=False)
    try:
        with full_disk(), transaction.atomic():
            lock_account()
            running = AccountImport.objects.filter(state=AccountImport.State.RUNNING).first()
            if running is None and not is_account_empty():
                raise AccountNotEmpty
            if running is None:
                AccountImport.objects.all().delete()
                account_import.save()
                enqueue(IMPORT_JOB, dedup_key=account_import.pk.hex)
    except BaseException:
        delete_stored_files([str(account_import.content.name)])
        raise
    if running is not None:
        delete_stored_files([str(account_import.content.name)])
    return running or account_import


@job_kind(IMPORT_JOB, lane=Lane.CLICK)
def run_import(claim: Claim) -> bool:
    """Imports the next rows; returns whether more are left. Waits while workouts are matched.

    An archive that is not valid ends the import before anything is written. Raises StorageUnavailable.
    """
    account_import = AccountImport.objects.filter(pk=claim.job.dedup_key, state=AccountImport.State.RUNNING).first()
    if account_import is None:
        return False
    try:
        with account_import.content.open("rb") as content:
            _advance(account_import, cast(BinaryIO, content), claim)
    except MatchingUnfinished:
        raise Postpone(timezone.now() + MATCHING_DELAY) from None
    except (InvalidExport, NotAnExport, FileNotFoundError) as error:
        _fail(account_import, str(error) if isinstance(error, InvalidExport) else LOST, claim)
    if account_import.state != AccountImport.State.RUNNING:
        delete_stored_files([str(account_import.content.name)])
    return account_import.state == AccountImport.State.RUNNING


def _advance(account_import: AccountImport, content: BinaryIO, claim: Claim) -> None:
    def commit() -> None:
        account_import.save()
        claim.renew_lease()

    deadline = time.monotonic() + MAX_STEP_S
    steps = ImportSteps(account_import, ExportArchive(content), commit)
    steps.advance()
    while account_import.state == AccountImport.State.RUNNING and time.monotonic() < deadline:
        steps.advance()


def _fail(account_import: AccountImport, problem: str, claim: Claim) -> None:
    with transaction.atomic():
        lock_account()
        account_import.state, account_import.problem = AccountImport.State.FAILED, problem
        account_import.ended_at = timezone.now()
        account_import.save()
        claim.renew_lease()
