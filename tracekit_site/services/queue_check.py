"""Checks for the doctor that the queue moves: no job that could run has waited for long."""

from datetime import datetime, timedelta

from django.db.models import Count, Min
from django.utils import timezone

from accounts.jobs.models import Job
from accounts.scope import crossing
from tracekit_site.services.install import InstallFault

MAX_WAIT = timedelta(minutes=30)
"""A due job waits for longer only when there are too few workers."""


@crossing()
def check_queue() -> str:
    """Checks how long the oldest job has waited that is due, whose account is active, and that no other one blocks."""
    now = timezone.now()
    due = Job.across_accounts.claimable(now).filter(is_blocked=False, owner__is_active=True).order_by()
    counts = due.aggregate(count=Count("pk"), oldest=Min("not_before"))
    stopped = Job.across_accounts.filter(state=Job.State.STOPPED).count()
    if counts["oldest"] and now - counts["oldest"] > MAX_WAIT:
        raise InstallFault(
            f"A job has waited for {_minutes(now, counts['oldest'])} minutes, and {counts['count']} are due. Start "
            "more workers, or look at the log of those that run."
        )
    return f"{counts['count']} due, {stopped} stopped"


def _minutes(now: datetime, since: datetime) -> int:
    return int((now - since).total_seconds() // 60)
