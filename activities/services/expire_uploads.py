"""Expires empty uploads: those to which no file was ever sent, and those whose files were all deleted."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.jobs.claims import Claim
from accounts.jobs.kinds import job_kind, periodic_task
from accounts.jobs.lanes import Lane
from accounts.jobs.services.enqueue import enqueue_for
from accounts.models import Account
from accounts.scope import crossing
from accounts.services.lock_account import lock_account
from activities.models import SourceFile, Upload
from activities.services.delete_orphans import GRACE

EXPIRE_UPLOADS_JOB = "uploads.expire"
BATCH_SIZE = 500
"""One transaction deletes this many uploads."""


@periodic_task(every=timedelta(hours=1))
@crossing()
def schedule_upload_expiry() -> None:
    """Enqueues a job for every account with empty uploads; enqueuing twice is harmless."""
    owners = Upload.across_accounts.filter(_is_empty()).values("owner")
    for account in Account.objects.filter(pk__in=owners):
        enqueue_for(account, EXPIRE_UPLOADS_JOB)


@job_kind(EXPIRE_UPLOADS_JOB, lane=Lane.DAILY, runs_when_suspended=True)
def expire_uploads(claim: Claim) -> bool:
    """Deletes one batch of empty uploads, while no file can arrive; returns whether more may be left."""
    with transaction.atomic():
        lock_account()
        ids = list(Upload.objects.filter(_is_empty()).values_list("pk", flat=True)[:BATCH_SIZE])
        Upload.objects.filter(pk__in=ids).delete()
        claim.renew_lease()
    return len(ids) == BATCH_SIZE


@crossing()
def _is_empty() -> Q:
    """Returns the condition that an upload has no file; to a younger one, files may still be on their way."""
    files = SourceFile.across_accounts.filter(owner=OuterRef("owner"), upload=OuterRef("pk"))
    return ~Exists(files) & Q(started_at__lt=timezone.now() - GRACE)
