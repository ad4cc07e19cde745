"""Schedules pulls: one a day, and every six days a full one, so that no activity exceeds the retention limit."""

from datetime import timedelta

from django.utils import timezone

from accounts.jobs.claims import Claim
from accounts.jobs.kinds import job_kind, periodic_task
from accounts.jobs.lanes import Lane
from accounts.jobs.services.enqueue import enqueue_for
from accounts.scope import crossing
from providers.models import Connection, Pull
from providers.services.start_pull import DAY, start_pull

SCHEDULED_PULL = "pull.due"
"""A job of this kind starts a connection's scheduled pull."""
FULL_PULL_MARGIN = timedelta(days=1)
"""A full pull starts this long before a platform's retention limit ends."""
RETRY_FULL_PULL_AFTER = timedelta(hours=1)
"""When another pull is open, a full pull is tried again after this long."""


@periodic_task(every=timedelta(minutes=5))
@crossing()
def schedule_pulls() -> None:
    """Queues a job for every connection whose next pull is due; queuing it twice is harmless."""
    due = Connection.across_accounts.filter(next_pull_at__lte=timezone.now(), is_paused=False)
    cannot_pull = (Connection.State.RECONNECT, Connection.State.CLOSED)
    for connection in due.exclude(state__in=cannot_pull).select_related("owner"):
        enqueue_for(connection.owner, SCHEDULED_PULL, provider=connection.provider, dedup_key=str(connection.pk))


@job_kind(SCHEDULED_PULL, lane=Lane.DAILY)
def start_scheduled_pull(claim: Claim) -> bool:
    """Starts the due pull of a connection. The next one is due in a day, whatever is pulled in between."""
    now = timezone.now()
    connection = Connection.objects.filter(pk=claim.job.dedup_key, next_pull_at__lte=now).first()
    if connection is not None:
        needs_full_pull = _needs_full_pull(connection)
        pull = start_pull(connection, Pull.Kind.FULL if needs_full_pull else Pull.Kind.DAILY)
        is_delayed = needs_full_pull and pull.after is not None
        next_pull_at = now + (RETRY_FULL_PULL_AFTER if is_delayed else DAY)
        Connection.objects.filter(pk=connection.pk).update(next_pull_at=next_pull_at)
    return False


def _needs_full_pull(connection: Connection) -> bool:
    retention = connection.platform.retention
    if connection.full_pull_at is None:
        return True
    return retention is not None and connection.full_pull_at + retention - FULL_PULL_MARGIN <= timezone.now()
