"""The day's pull, and every six days one of everything there is: so that nothing is kept that was not confirmed."""

from datetime import timedelta

from django.utils import timezone

from accounts.jobs.claims import Claim
from accounts.jobs.kinds import job_kind, periodic_task
from accounts.jobs.lanes import Lane
from accounts.jobs.services.enqueue import enqueue_for
from providers.models import Connection, Pull
from providers.services.start_pull import DAY, start_pull

DUE = "pull.due"
SLACK = timedelta(days=1)
"""So long before the end of a platform's retention everything is listed again."""
SOON = timedelta(hours=1)
"""When to ask again for all there is, where a pull of something else was still under way."""


@periodic_task(every=timedelta(minutes=5))
def schedule_pulls() -> None:
    """Asks for the pull of every connection whose time has come; asking twice is harmless."""
    due = Connection.across_accounts.filter(next_pull_at__lte=timezone.now(), is_paused=False)
    for connection in due.exclude(state=Connection.State.RECONNECT).select_related("owner"):
        enqueue_for(connection.owner, DUE, provider=connection.provider, dedup_key=str(connection.pk))


@job_kind(DUE, lane=Lane.DAILY)
def start_due_pulls(claim: Claim) -> bool:
    """Begins the pull that the connection is due for; the next one comes in a day, whatever is pulled between."""
    now = timezone.now()
    connection = Connection.objects.filter(pk=claim.job.dedup_key, next_pull_at__lte=now).first()
    if connection is not None:
        wants_all = _wants_all(connection)
        pull = start_pull(connection, Pull.Kind.WHOLE if wants_all else Pull.Kind.DAILY)
        later = SOON if wants_all and pull.after else DAY
        Connection.objects.filter(pk=connection.pk).update(next_pull_at=now + later)
    return False


def _wants_all(connection: Connection) -> bool:
    retention = connection.platform.retention
    if connection.whole_at is None:
        return True
    return retention is not None and connection.whole_at + retention - SLACK <= timezone.now()
