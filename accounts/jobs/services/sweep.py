"""Brings every job to its end, whatever died, was flushed, or stayed silent meanwhile."""

from datetime import timedelta

from django.db.models.functions import Now

from accounts.jobs.bell import ring, room, somebody_listens
from accounts.jobs.clock import after
from accounts.jobs.kinds import KINDS, upkeep
from accounts.jobs.lanes import Lane
from accounts.jobs.models import Job, Worker
from accounts.jobs.querysets import ALIVE
from accounts.jobs.services.free import free
from accounts.jobs.services.front import clear_the_front

UNHEARD = timedelta(seconds=10)
"""How long a due job waits before the sweeper takes its bell for lost."""


@upkeep(every=timedelta(seconds=20))
def sweep() -> None:
    """Jobs whose lease has ended go back into the queue; lost bells ring again; long dead workers are forgotten."""
    free(Job.across_accounts.expired(Now()))
    clear_the_front()
    Worker.objects.filter(seen_at__lt=after(-10 * ALIVE)).delete()
    ring_for_all(waiting=UNHEARD)


def ring_for_all(*, waiting: timedelta) -> None:
    """Rings for every job that has been due for so long, as far as its lane has room."""
    if somebody_listens():
        for lane in Lane:
            due = Job.across_accounts.claimable(after(-waiting)).filter(lane=lane, aside=False, kind__in=KINDS)
            for job_id in due.values_list("id", flat=True)[: room(lane)]:
                ring(job_id, lane)
