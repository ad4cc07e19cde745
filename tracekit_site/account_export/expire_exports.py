"""Expires exports: a day after an archive is complete, or after it was begun, its bytes are deleted."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.jobs.claims import Claim
from accounts.jobs.kinds import job_kind, periodic_task
from accounts.jobs.lanes import Lane
from accounts.jobs.services.enqueue import enqueue_for
from accounts.models import Account
from accounts.scope import crossing
from accounts.services.lock_account import lock_account
from activities.services.delete_stored_files import delete_stored_files
from tracekit_site.account_export.export import LIFETIME, Export, ExportPart

EXPIRE_EXPORTS_JOB = "exports.expire"


@periodic_task(every=timedelta(minutes=10))
@crossing()
def schedule_export_expiry() -> None:
    """Enqueues a job for every account with an export that is a day old; enqueuing twice is harmless."""
    owners = Export.across_accounts.filter(_is_due()).values("owner")
    for account in Account.objects.filter(pk__in=owners):
        enqueue_for(account, EXPIRE_EXPORTS_JOB)


@job_kind(EXPIRE_EXPORTS_JOB, lane=Lane.DAILY, runs_when_suspended=True)
def expire_exports(claim: Claim) -> bool:
    """Deletes the parts of the exports that are due; that there was an export stays known until the next one."""
    with transaction.atomic():
        lock_account()
        due = list(Export.objects.filter(_is_due()).values_list("pk", flat=True))
        parts = ExportPart.objects.filter(export__in=due)
        stored_names = list(parts.values_list("content", flat=True))
        parts.delete()
        Export.objects.filter(pk__in=due).update(state=Export.State.EXPIRED)
        claim.renew_lease()
    delete_stored_files(stored_names)
    return False


def _is_due() -> Q:
    limit = timezone.now() - LIFETIME
    is_old = Q(ready_at__lt=limit) | Q(ready_at=None, created_at__lt=limit)
    return is_old & ~Q(state=Export.State.EXPIRED)
