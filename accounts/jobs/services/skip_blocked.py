"""Marks the jobs at the head of the queue that cannot be claimed, so that the next job is found at once."""

from django.db import transaction
from django.db.models.functions import Now

from accounts.jobs.lanes import Lane
from accounts.jobs.models import Job
from accounts.jobs.querysets import is_running_for_same_owner

BATCH_SIZE = 1000
"""At most this many jobs of a lane are examined at a time."""


def skip_blocked_jobs() -> None:
    """Marks the first jobs of each lane whose owner and provider are busy; the end of a step unmarks the next one.

    When a worker died before it unmarked one, the jobs that nothing blocks any more are unmarked here.
    """
    jobs = Job.across_accounts
    jobs.filter(is_blocked=True).exclude(is_running_for_same_owner(Job)).update(is_blocked=False)
    for lane in Lane:
        while _set_blocked(lane) == BATCH_SIZE:
            pass


def _set_blocked(lane: Lane) -> int:
    """Returns how many jobs it marked; it skips rows that are locked, so that no two workers wait for each other."""
    jobs = Job.across_accounts
    queue = jobs.due_at(Now()).filter(lane=lane, is_blocked=False).annotate(is_busy=is_running_for_same_owner(Job))
    blocked_ids = [job_id for job_id, is_busy in queue.values_list("id", "is_busy")[:BATCH_SIZE] if is_busy]
    with transaction.atomic():
        unlocked = jobs.filter(id__in=blocked_ids).select_for_update(skip_locked=True)
        return jobs.filter(id__in=list(unlocked.values_list("id", flat=True))).update(is_blocked=True)
