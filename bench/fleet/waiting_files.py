"""Source files that wait to be read."""

import io
from datetime import UTC, datetime, timedelta
from itertools import count, islice

from accounts.models import Account
from accounts.scope import owner_scope
from activities.models import SourceFile, Upload
from activities.services.receive import Incoming, receive
from bench.fleet.job_engines import ACCOUNTS
from bench.fleet.job_profiles import account_id
from providers.sandbox.writers import fit

PARCEL = 20
_BEGIN = datetime(2000, 1, 1, tzinfo=UTC)
_HOURS = count()


def add_waiting_files(number: int, files: int) -> None:
    """As uploads do, until so many files of that account wait: an hour each, every third hour."""
    with owner_scope(Account(pk=account_id(number, ACCOUNTS))):
        missing = files - SourceFile.objects.filter(state=SourceFile.State.WAITING).count()
        upload = Upload()
        while parcel := list(islice(_HOURS, max(0, min(PARCEL, missing)))):
            receive(upload, [_file(hour) for hour in parcel])
            missing -= len(parcel)


def _file(hour: int) -> Incoming:
    begin = _BEGIN + timedelta(hours=3 * hour)
    content = fit.fit(fit.file_id(), fit.session(begin), fit.activity(begin))
    return Incoming(f"hour-{hour}.fit", io.BytesIO(content))
