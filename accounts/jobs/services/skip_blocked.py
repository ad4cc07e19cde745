"""The front of the line: what cannot be claimed there makes room, so that the next job is found at once."""

from django.db import transaction
from django.db.models.functions import Now

from accounts.jobs.lanes import Lane
from accounts.jobs.models import Job

FRONT = 1000
"""So many jobs of a lane are looked at in one go."""


def skip_blocked_jobs() -> None:
    """Jobs in front whose owner and provider are busy step aside; the end of the slice calls them back, one by one.

    A worker that died in between called nobody: jobs that stand aside for nothing come back here.
    """
    jobs = Job.across_accounts
    jobs.filter(aside=True).exclude(jobs.busy()).update(aside=False)
    for lane in Lane:
        while _step_aside(lane) == FRONT:
            pass


def _step_aside(lane: Lane) -> int:
    """Of how many; a row that somebody else is changing now is left to them, so nobody waits in a circle."""
    jobs = Job.across_accounts
    line = jobs.due(Now()).filter(lane=lane, aside=False).annotate(blocked=jobs.busy())
    blocked = [job_id for job_id, is_blocked in line.values_list("id", "blocked")[:FRONT] if is_blocked]
    with transaction.atomic():
        ours = jobs.filter(id__in=blocked).select_for_update(skip_locked=True)
        return jobs.filter(id__in=list(ours.values_list("id", flat=True))).update(aside=True)
