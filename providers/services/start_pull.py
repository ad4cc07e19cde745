"""Starts pulls: continues the open pull, or starts a new one."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from accounts.jobs.lanes import Lane
from accounts.jobs.models import Job
from accounts.jobs.services.enqueue import enqueue
from accounts.services.lock_account import lock_account
from providers.models import Connection, Pull

DAY = timedelta(days=1)
RECENT = timedelta(days=14)
"""A daily pull lists this far back: athletes rename and upload within days."""

JOB_KIND_OF_PULL = {
    Pull.Kind.FIRST: "pull.first",
    Pull.Kind.DAILY: "pull.daily",
    Pull.Kind.NOW: "pull.now",
    Pull.Kind.FULL: "pull.full",
    Pull.Kind.SPAN: "pull.span",
}
"""Maps each kind of pull to the kind of job that runs it."""


LANES = {
    Pull.Kind.FIRST: Lane.BACKFILL,
    Pull.Kind.DAILY: Lane.DAILY,
    Pull.Kind.NOW: Lane.CLICK,
    Pull.Kind.FULL: Lane.BACKFILL,
    Pull.Kind.SPAN: Lane.CLICK,
}
"""Maps each kind of pull to the lane of its job."""


class CannotListByDate(Exception):
    """The platform lists all activities or none, so that no span of them can be pulled."""


class OtherPullOpen(Exception):
    """Another pull of the connection has not ended, and a connection has one at a time."""


def start_pull(connection: Connection, kind: Pull.Kind) -> Pull:
    """Returns the open pull, which continues from its page, or a new one, and queues its job."""
    now = timezone.now()
    with transaction.atomic():
        lock_account()
        pull = connection.pulls.filter(ended_at=None).first()
        if pull is None:
            pull = Pull.objects.create(
                connection=connection,
                kind=kind,
                after=_after(connection, kind, now),
                has_fetched_gear=kind not in (Pull.Kind.FIRST, Pull.Kind.NOW),
            )
        _enqueue(connection, JOB_KIND_OF_PULL[Pull.Kind(pull.kind)])
    return pull


def pull_new(connection: Connection) -> Pull:
    """Starts a pull at an athlete's request: of new activities, or of all until a pull has listed them all."""
    return start_pull(connection, Pull.Kind.FIRST if connection.full_pull_at is None else Pull.Kind.NOW)


def pull_span(connection: Connection, after: datetime, until: datetime | None) -> Pull:
    """Starts a pull of the activities that started after `after` and before `until`, at an athlete's request.

    None is no limit. Returns the open pull when it is about the same span. Raises CannotListByDate and OtherPullOpen.
    """
    if not connection.platform.can_list_by_date:
        raise CannotListByDate
    with transaction.atomic():
        lock_account()
        pull = connection.pulls.filter(ended_at=None).first()
        if pull is None:
            kind = Pull.Kind.SPAN
            pull = Pull.objects.create(
                connection=connection, kind=kind, after=after, until=until, has_fetched_gear=True
            )
        elif (pull.kind, pull.after, pull.until) != (Pull.Kind.SPAN, after, until):
            raise OtherPullOpen
        _enqueue(connection, JOB_KIND_OF_PULL[Pull.Kind.SPAN])
    return pull


def _enqueue(connection: Connection, kind: str) -> None:
    """Queues the job; one that waits for a retry runs now, unless the platform set a waiting time."""
    provider, dedup_key = connection.provider, str(connection.pk)
    enqueue(kind, provider=provider, dedup_key=dedup_key)
    if connection.waiting_until is None or connection.waiting_until <= timezone.now():
        queued = Job.objects.filter(kind=kind, provider=provider, dedup_key=dedup_key, state=Job.State.QUEUED)
        queued.update(not_before=Now())


def _after(connection: Connection, kind: Pull.Kind, now: datetime) -> datetime | None:
    if kind in (Pull.Kind.FIRST, Pull.Kind.FULL):
        return None
    return connection.changes_until if connection.platform.has_change_feed else now - RECENT
