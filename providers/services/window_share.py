"""Shares a platform's rate limit among accounts: while others wait, an account takes no more than its share."""

from datetime import datetime, timedelta

from django.db.models import Case, F, Q, When
from django.db.models.functions import Now
from django.utils import timezone

from accounts.jobs.claims import Postpone
from accounts.jobs.kinds import platform_kinds
from accounts.jobs.models import Job
from accounts.jobs.querysets import JobQuerySet
from accounts.scope import crossing
from providers.contract import RateLimit
from providers.models import Connection

POSTPONED_FOR = timedelta(seconds=10)
"""An account is postponed for this long when it has used its share; then the waiting accounts are counted again."""


def count_call(connection: Connection) -> None:
    """Counts a call of the connection, from one in each window: one statement."""
    limit = shared_limit(connection)
    if limit is not None:
        start = limit.window_start(timezone.now())
        calls = Case(When(window_start=start, then=F("window_calls") + 1), default=1)
        Connection.objects.filter(pk=connection.pk).update(window_calls=calls, window_start=start)


def check_share(connection: Connection) -> None:
    """Raises Postpone when the account has used its share while others who made fewer calls wait: one query.

    Everything else that the account has due for this platform is postponed with it.

    The share is an equal part for this account and each of those others. Whoever made the fewest calls is never
    postponed, so an unused share is anybody's.
    """
    limit = shared_limit(connection)
    if limit is None:
        return
    now = timezone.now()
    start = limit.window_start(now)
    calls = connection.window_calls if connection.window_start == start else 0
    waiting_count = _count_waiting(connection, start, calls) if calls else 0
    if waiting_count and calls >= limit.calls // (waiting_count + 1):
        until = min(now + POSTPONED_FOR, start + limit.window)
        Connection.objects.filter(pk=connection.pk).update(waiting_until=until)
        _due_jobs(Job.objects.all(), connection).update(not_before=until)
        raise Postpone(until)


def shared_limit(connection: Connection) -> RateLimit | None:
    """Returns the limit that the connection shares with those of other accounts; None in the sandbox."""
    registration = connection.known_registration
    return None if registration is None or registration.is_sandbox else connection.platform.rate_limit


@crossing()
def _count_waiting(connection: Connection, start: datetime, calls: int) -> int:
    """Returns how many other connections of the registration have a due job and made fewer calls since `start`."""
    due = _due_jobs(Job.across_accounts.all(), connection)
    others = Connection.across_accounts.filter(
        provider=connection.provider, registration_name=connection.registration_name, owner__in=due.values("owner")
    ).exclude(owner=connection.owner_id)
    return others.exclude(Q(window_start=start) & Q(window_calls__gte=calls)).count()


def _due_jobs(jobs: JobQuerySet, connection: Connection) -> JobQuerySet:
    """Returns those jobs that are due and call the connection's platform."""
    return jobs.due_at(Now()).filter(provider=connection.provider, kind__in=platform_kinds())
