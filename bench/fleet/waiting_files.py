"""Uploads source files that wait to be read."""

import io
from datetime import UTC, datetime, timedelta
from itertools import count, islice

from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import SourceFile, Upload
from activities.services.receive import IncomingFile, receive_files
from bench.fleet.job_engines import ACCOUNTS
from bench.fleet.job_profiles import account_id
from providers.sandbox.writers import fit

BATCH_SIZE = 20
_FIRST_START = datetime(2000, 1, 1, tzinfo=UTC)
_HOURS = count()


def add_waiting_files(number: int, files: int) -> None:
    """Uploads until so many files of that account wait; each holds an hour, and starts three after the one before."""
    with owner_scope(Account(pk=account_id(number, ACCOUNTS))):
        missing = files - SourceFile.objects.filter(state=SourceFile.State.WAITING).count()
        upload = Upload()
        while batch := list(islice(_HOURS, max(0, min(BATCH_SIZE, missing)))):
            receive_files(upload, [_file(hour) for hour in batch])
            missing -= len(batch)


def _file(hour: int) -> IncomingFile:
    start = _FIRST_START + timedelta(hours=3 * hour)
    content = fit.fit(fit.file_id(), fit.session(start), fit.activity(start))
    return IncomingFile(f"hour-{hour}.fit", io.BytesIO(content))
