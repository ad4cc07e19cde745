"""Asking for a pull."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from accounts.jobs.models import Job
from accounts.jobs.services.enqueue import enqueue
from accounts.services.lock_account import lock_account
from providers.models import Connection, Pull

DAY = timedelta(days=1)
RECENT = timedelta(days=14)
"""So far back a daily pull looks: who renames or uploads late does it within days."""
AHEAD = timedelta(days=2)
"""Clocks of devices are wrong, so the list is asked for a little beyond now."""

JOBS = {
    Pull.Kind.FIRST: "pull.first",
    Pull.Kind.DAILY: "pull.daily",
    Pull.Kind.NOW: "pull.now",
    Pull.Kind.WHOLE: "pull.whole",
}
"""The kind of job that does each kind of pull."""


def start_pull(connection: Connection, kind: Pull.Kind) -> Pull:
    """The pull under way, or a new one. A pull that had stopped goes on from the page where it was."""
    now = timezone.now()
    with transaction.atomic():
        lock_account()
        pull = connection.pulls.filter(ended_at=None).first()
        if pull is None:
            pull = Pull.objects.create(
                connection=connection,
                kind=kind,
                after=_after(kind, now),
                until=now + AHEAD,
                has_gear=kind not in (Pull.Kind.FIRST, Pull.Kind.NOW),
            )
        _ask_for(connection, JOBS[Pull.Kind(pull.kind)])
    return pull


def pull_new(connection: Connection) -> Pull:
    """What is new, as an athlete wants it; all there is, while that has never been through."""
    return start_pull(connection, Pull.Kind.FIRST if connection.whole_at is None else Pull.Kind.NOW)


def _ask_for(connection: Connection, kind: str) -> None:
    """Asks for the job; one that waits for its next try goes on now, unless the platform said when."""
    provider, dedup_key = connection.provider, str(connection.pk)
    enqueue(kind, provider=provider, dedup_key=dedup_key)
    if connection.waiting_until is None or connection.waiting_until <= timezone.now():
        queued = Job.objects.filter(kind=kind, provider=provider, dedup_key=dedup_key, state=Job.State.QUEUED)
        queued.update(not_before=Now())


def _after(kind: Pull.Kind, now: datetime) -> datetime | None:
    return None if kind in (Pull.Kind.FIRST, Pull.Kind.WHOLE) else now - RECENT
