"""Asking for work."""

from datetime import datetime

from django.utils import timezone

from accounts.jobs.kinds import KINDS
from accounts.jobs.models import Job


def enqueue(kind: str, *, provider: str = "", window: str = "", not_before: datetime | None = None) -> None:
    """One queued job of that kind for the current owner; asking again while it waits changes nothing.

    One that had stopped starts anew: somebody wants it.

    Inside a transaction the job appears with everything else in it, or not at all.  Raises KeyError for a kind
    that no app has registered.
    """
    same = {"kind": kind, "provider": provider, "window": window}
    Job.objects.filter(**same, state=Job.State.STOPPED).delete()
    job = Job(**same, lane=KINDS[kind].lane, not_before=not_before or timezone.now())
    Job.objects.bulk_create([job], ignore_conflicts=True)
