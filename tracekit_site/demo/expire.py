"""Expires demos: deletes each a day after its start, unless it was kept as an account."""

from datetime import timedelta

from django.utils import timezone

from accounts.jobs.claims import Claim
from accounts.jobs.kinds import job_kind, periodic_task
from accounts.jobs.lanes import Lane
from accounts.jobs.services.enqueue import enqueue_for
from accounts.models import Account
from accounts.scope import current_owner_id
from tracekit_site.services.delete_account import delete_account

EXPIRE_KIND = "demo.expire"


@periodic_task(every=timedelta(minutes=10))
def expire_demos() -> None:
    """Queues a job for every expired demo."""
    for account in Account.objects.filter(demo_until__lt=timezone.now()):
        enqueue_for(account, EXPIRE_KIND)


@job_kind(EXPIRE_KIND, lane=Lane.DAILY, runs_when_suspended=True)
def expire_demo(claim: Claim) -> bool:
    """Deletes the account, unless it was kept meanwhile."""
    account = Account.objects.filter(pk=current_owner_id(), demo_until__lt=timezone.now()).first()
    if account is not None:
        delete_account()
    return False
