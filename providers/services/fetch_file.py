"""Fetches the original file of an activity, and receives it as if the athlete had uploaded it."""

from io import BytesIO

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.jobs.claims import Claim
from accounts.jobs.kinds import job_kind
from accounts.jobs.lanes import Lane
from accounts.jobs.lease_keeper import keep_lease
from accounts.jobs.models import MAX_ATTEMPTS
from accounts.services.lock_account import lock_account
from accounts.services.quota import QuotaFull
from activities.models import SourceFile, Upload
from activities.services.receive import IncomingFile, ReceiptCanceled, receive_files
from activities.storage.storage_errors import StorageUnavailable
from providers.errors import ProviderUnavailable, ReconnectNeeded, RequestRefused, TemporaryFailure
from providers.models import Connection, FileFetch
from providers.querysets import FETCH_FILE_JOB
from providers.services.call_provider import platform_for
from providers.services.window_share import check_share, check_waiting

FINAL_ERRORS = (RequestRefused, ReconnectNeeded, ProviderUnavailable)
"""After one of these errors, the next call would fail as well."""


@job_kind(FETCH_FILE_JOB, lane=Lane.CLICK, calls_platform=True)
def fetch_file(claim: Claim) -> bool:
    """Fetches one file. The fetch ends with it, waits for its platform, or fails with a reason.

    A fetch that has ended, or whose activity or connection is gone, is left as it is.
    """
    row = FileFetch.objects.select_related("activity").filter(pk=claim.job.dedup_key, ended_at=None).first()
    connection = Connection.objects.filter(provider=claim.job.provider).first()
    if row is None or connection is None:
        return False
    check_share(connection)
    try:
        with keep_lease(claim):
            _fetch(claim, row, connection)
    except FINAL_ERRORS as error:
        _fail(claim, row, error.code)
    except QuotaFull:
        _fail(claim, row, FileFetch.QUOTA)
    except ReceiptCanceled:
        pass  # nothing is left to do
    except (TemporaryFailure, StorageUnavailable) as failure:
        check_waiting(connection, failure)
        if claim.attempts < MAX_ATTEMPTS:
            raise
        _fail(claim, row, failure.code)
    return False


def _fetch(claim: Claim, row: FileFetch, connection: Connection) -> None:
    """Downloads the file, and receives it in the transaction that ends the fetch: no retry receives it twice."""
    downloaded = platform_for(connection).download(row.activity.provider_id)

    def end(files: list[SourceFile]) -> None:
        if not _open(row).update(file=files[0], reason="", ended_at=timezone.now()):
            raise ReceiptCanceled
        claim.renew_lease()

    receive_files(Upload(), [IncomingFile(downloaded.name, BytesIO(downloaded.content))], finish=end)


def _fail(claim: Claim, row: FileFetch, reason: str) -> None:
    with transaction.atomic():
        lock_account()
        _open(row).update(reason=reason, ended_at=timezone.now())
        claim.renew_lease()


def _open(row: FileFetch) -> QuerySet[FileFetch]:
    return FileFetch.objects.filter(pk=row.pk, ended_at=None)
