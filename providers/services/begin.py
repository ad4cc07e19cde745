"""Asking for a pull."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.jobs.services.enqueue import enqueue
from accounts.services.hold import hold_account
from providers.models import Connection, Pull

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


def begin(connection: Connection, kind: Pull.Kind) -> Pull:
    """The pull under way, or a new one. A pull that had stopped goes on from the page where it was."""
    now = timezone.now()
    with transaction.atomic():
        hold_account()
        pull = connection.pulls.filter(ended_at=None).first()
        if pull is None:
            pull = Pull.objects.create(
                connection=connection,
                kind=kind,
                after=_after(kind, now),
                until=now + AHEAD,
                has_gear=kind not in (Pull.Kind.FIRST, Pull.Kind.NOW),
            )
        enqueue(JOBS[Pull.Kind(pull.kind)], provider=connection.provider, window=str(connection.pk))
    return pull


def _after(kind: Pull.Kind, now: datetime) -> datetime | None:
    return None if kind in (Pull.Kind.FIRST, Pull.Kind.WHOLE) else now - RECENT
