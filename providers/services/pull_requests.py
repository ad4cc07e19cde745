"""Starts pulls at an athlete's request: once in five minutes for each connection, and at once after a failure."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from accounts.jobs.models import Job
from accounts.services.lock_account import lock_account
from activities.calendar import Month
from providers.models import Connection, Pull
from providers.services.pull_spans import month_span
from providers.services.start_pull import JOB_KIND_OF_PULL, pull_new, pull_span

REQUEST_INTERVAL = timedelta(minutes=5)
"""A request starts a pull when the last one is this long ago."""


class RequestedTooSoon(Exception):
    """The athlete has asked for a pull too soon after the last one; nothing was started before `possible_at`."""

    def __init__(self, possible_at: datetime) -> None:
        super().__init__()
        self.possible_at = possible_at


ON_REQUEST = (Pull.Kind.NOW, Pull.Kind.SPAN)
"""Pulls of these kinds are started by an athlete."""


def request_pull(connection: Connection) -> None:
    """Starts a pull of the connection. Raises RequestedTooSoon."""
    with transaction.atomic():
        _check_interval(connection)
        pull_new(connection)


def request_month(connection: Connection, month: date) -> None:
    """Starts a pull of the month that this day lies in.

    Raises RequestedTooSoon, OtherPullOpen, and CannotListByDate.
    """
    with transaction.atomic():
        _check_interval(connection)
        pull_span(connection, *month_span(Month(month.year, month.month)))


def _check_interval(connection: Connection) -> None:
    """Raises RequestedTooSoon. It locks the account."""
    lock_account()
    row = Connection.objects.filter(pk=connection.pk).annotate(**request_columns()).get()
    possible_at = next_request_at(row, row.requested_at, is_stuck=row.has_open_pull and not row.is_active)
    if possible_at is not None:
        raise RequestedTooSoon(possible_at)


def request_all_pulls() -> None:
    """Starts a pull of every connection that is not paused and may be pulled. Raises RequestedTooSoon when none may."""
    connections = list(Connection.objects.filter(is_paused=False))
    refusals = []
    for connection in connections:
        try:
            request_pull(connection)
        except RequestedTooSoon as refusal:
            refusals.append(refusal.possible_at)
    if refusals and len(refusals) == len(connections):
        raise RequestedTooSoon(min(refusals))


def request_columns() -> dict[str, Exists | Subquery]:
    """Returns what a query of connections adds, so that `next_request_at` needs no other one."""
    jobs = Job.objects.filter(kind__in=JOB_KIND_OF_PULL.values(), provider=OuterRef("provider"))
    pulls = Pull.objects.filter(connection=OuterRef("pk"))
    return {
        "is_active": Exists(jobs.exclude(state=Job.State.STOPPED)),
        "has_open_pull": Exists(pulls.filter(ended_at=None)),
        "requested_at": Subquery(pulls.filter(kind__in=ON_REQUEST).order_by("-started_at").values("started_at")[:1]),
    }


def next_request_at(connection: Connection, requested_at: datetime | None, *, is_stuck: bool) -> datetime | None:
    """Returns when the athlete may ask for a pull again; None when at once.

    `requested_at` is when the last pull by request has started. `is_stuck` says that a pull is open which no job
    continues.
    """
    has_failed = is_stuck or connection.last_error or connection.state != Connection.State.CONNECTED
    if requested_at is None or has_failed or requested_at + REQUEST_INTERVAL <= timezone.now():
        return None
    return requested_at + REQUEST_INTERVAL
