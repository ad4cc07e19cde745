"""Imports an export from a file of this machine, in this process."""

import time
from collections.abc import Callable
from typing import BinaryIO

from accounts.jobs.models import Job
from accounts.jobs.services.run import run_job
from accounts.services.quota import Room
from matching.services.pending_matches import MATCH_JOB
from tracekit_site.account_import.account_import import AccountImport
from tracekit_site.account_import.archive import ExportArchive
from tracekit_site.account_import.run_import import AccountNotEmpty, is_account_empty
from tracekit_site.account_import.steps import ImportSteps, MatchingUnfinished

POLL_INTERVAL_S = 0.2
"""A job that a worker holds is checked again after this time."""


def import_archive(content: BinaryIO, on_progress: Callable[[AccountImport], None]) -> AccountImport:
    """Imports an export into the current owner's account, and reports how far it is after each batch; no quota counts.

    Raises NotAnExport, InvalidExport, AccountNotEmpty and StorageUnavailable.
    """
    account_import = AccountImport()
    steps = ImportSteps(account_import, ExportArchive(content), lambda: None, Room)
    if not is_account_empty():
        raise AccountNotEmpty
    while account_import.state == AccountImport.State.RUNNING:
        try:
            steps.advance()
        except MatchingUnfinished:
            _match()
        on_progress(account_import)
    return account_import


def _match() -> None:
    """Runs a step of the job that matches, unless a worker does."""
    jobs = Job.objects.filter(kind=MATCH_JOB, state=Job.State.QUEUED)
    if not any(run_job(job.pk) for job in jobs):
        time.sleep(POLL_INTERVAL_S)
