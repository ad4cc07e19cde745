"""Makes jobs due that wait for a later moment."""

from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from accounts.jobs.models import Job
from accounts.jobs.notify import notify_workers
from accounts.scope import crossing


@crossing()
def make_due(owner_id: UUID, **names: str) -> None:
    """Makes an account's queued jobs of these names due now, and wakes workers for them after the commit."""
    later = Job.across_accounts.filter(owner_id=owner_id, state=Job.State.QUEUED, not_before__gt=Now(), **names)
    for job_id, lane in later.values_list("id", "lane"):
        transaction.on_commit(partial(notify_workers, job_id, lane), robust=True)
    later.update(not_before=Now())
