"""Shares a platform's rate limit among accounts: while others wait, an account takes no more than its share.

Each connection counts its calls in the shortest window of its registration.
"""

from datetime import datetime

from django.db.models import Case, Count, F, Q, When
from django.db.models.functions import Now
from django.utils import timezone

from accounts.jobs.claims import Postpone
from accounts.jobs.current_lane import current_lane
from accounts.jobs.kinds import platform_kinds
from accounts.jobs.models import Job
from accounts.jobs.querysets import JobQuerySet
from accounts.scope import crossing
from providers.call_budget import AccountUse, CallWindow, share_free_at, shortest_window
from providers.errors import TemporaryFailure
from providers.models import Connection
from providers.services.rate_limit_windows import load_windows


def add_to_share(connection: Connection, window: CallWindow) -> None:
    """Counts a call of the connection in a window that it shares: one statement."""
    calls = Case(When(window_start=window.start, then=F("window_calls") + 1), default=1)
    Connection.objects.filter(pk=connection.pk).update(window_calls=calls, window_start=window.start)


def check_share(connection: Connection) -> None:
    """Raises Postpone when the account has used its share while others who made fewer calls wait.

    Everything else that the account has due for this platform is postponed with it. It makes two queries for an account
    that has made calls in this window.
    """
    window = shared_window(connection) if connection.window_calls else None
    if window is None or connection.window_start != window.start:
        return
    now = timezone.now()
    until = share_free_at(window, _account_use(connection, window.start), now)
    if until is not None:
        Connection.objects.filter(pk=connection.pk).update(waiting_until=until, last_error="limit")
        _due_jobs(Job.objects.all(), connection).update(not_before=until)
        raise Postpone(until)


def check_waiting(connection: Connection, failure: Exception) -> None:
    """Raises Postpone when a call has failed for now and it is known when the next one may be made."""
    is_postponed = isinstance(failure, TemporaryFailure) and failure.retry_after is not None
    if is_postponed and connection.waiting_until is not None:
        raise Postpone(connection.waiting_until) from None


def shared_window(connection: Connection) -> CallWindow | None:
    """Returns the window that the connection shares with those of other accounts; None without one: one query."""
    registration = connection.known_registration
    if registration is None or registration.is_sandbox or not connection.platform.rate_limits:
        return None
    return shortest_window(load_windows(registration.name, connection.platform))


@crossing()
def _account_use(connection: Connection, start: datetime) -> AccountUse:
    """Returns the calls of the connection, and how many others wait that made fewer since `start`: one query."""
    due, lane = _due_jobs(Job.across_accounts.all(), connection).order_by(), current_lane()
    others = Connection.across_accounts.filter(
        provider=connection.provider, registration_name=connection.registration_name
    ).exclude(owner=connection.owner_id)
    ahead = Count("pk", filter=Q(owner__in=due.filter(lane__lte=lane).values("owner")))
    behind = Count("pk", filter=Q(owner__in=due.filter(lane__gt=lane).values("owner")))
    waiting = others.filter(owner__in=due.values("owner"))
    waiting = waiting.exclude(Q(window_start=start) & Q(window_calls__gte=connection.window_calls))
    return AccountUse(connection.window_calls, **waiting.aggregate(ahead=ahead, behind=behind))


def _due_jobs(jobs: JobQuerySet, connection: Connection) -> JobQuerySet:
    """Returns those jobs that are due and call the connection's platform."""
    return jobs.due_at(Now()).filter(provider=connection.provider, kind__in=platform_kinds())
