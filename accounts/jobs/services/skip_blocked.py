"""Marks the due jobs that the claim passes over, so that it finds the next job at once, and repairs what was lost."""

from django.db import transaction
from django.db.models.functions import Now

from accounts.jobs.kinds import JOB_KINDS
from accounts.jobs.lanes import Lane
from accounts.jobs.models import Job
from accounts.jobs.querysets import is_running_for_same_owner

BATCH_SIZE = 1000
"""At most this many jobs of a lane are examined at a time."""


def skip_blocked_jobs() -> None:
    """Marks the first jobs of each lane that are not the first of their line, or whose owner and provider are busy.

    The end of a step unmarks the next one. When a worker died before that, it is unmarked here. A kind that this
    process does not know leads no line, so that what it leaves for a newer release keeps nothing waiting.
    """
    for lane in Lane:
        while _set_blocked(lane):
            pass
    _unblock_lost()


def _set_blocked(lane: Lane) -> int:
    """Returns how many jobs it marked; it skips rows that are locked, so that no two workers wait for each other."""
    jobs = Job.across_accounts
    queue = jobs.due_at(Now()).filter(lane=lane, is_blocked=False).annotate(is_busy=is_running_for_same_owner(Job))
    lines, blocked_ids = set(), []
    for job_id, owner, provider, is_busy in queue.values_list("id", "owner", "provider", "is_busy")[:BATCH_SIZE]:
        if is_busy or (owner, provider) in lines:
            blocked_ids.append(job_id)
        lines.add((owner, provider))
    with transaction.atomic():
        unlocked = jobs.filter(id__in=blocked_ids).select_for_update(skip_locked=True)
        return jobs.filter(id__in=list(unlocked.values_list("id", flat=True))).update(is_blocked=True)


def _unblock_lost() -> None:
    """Unmarks the first job of each line in which all are marked although nothing of its owner and provider runs."""
    due = Job.across_accounts.due_at(Now()).filter(kind__in=JOB_KINDS)
    blocked, led = due.filter(is_blocked=True), due.filter(is_blocked=False)
    line = ("owner", "provider", "lane")
    waiting = blocked.exclude(is_running_for_same_owner(Job)).order_by().values(*line)
    for lost in waiting.difference(led.order_by().values(*line)):
        first = blocked.filter(**lost).values_list("id", flat=True).first()
        Job.across_accounts.filter(pk=first).update(is_blocked=False)
