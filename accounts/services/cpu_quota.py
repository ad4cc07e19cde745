"""Measures how long an account's background work takes, and defers it for the rest of a day that is used up."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time

from django.conf import settings
from django.db import IntegrityError
from django.db.models import Case, F, When
from django.utils import timezone

from accounts.jobs.claims import Postpone
from accounts.models import CpuUse


@contextmanager
def within_cpu_quota(child_cpu_s: Callable[[], float] = lambda: 0.0) -> Iterator[None]:
    """Runs the block, which is one step of a job, and adds the time of the processor that it takes to the owner's day.

    That is the time of this thread, and what `child_cpu_s` counts: the seconds of this process's children so far. Does
    nothing else where there are no quotas. Raises Postpone, until the next day begins, when the day is used up.
    """
    if not settings.HOSTED:
        yield
        return
    if until := deferred_until():
        raise Postpone(until)
    before = time.thread_time() + child_cpu_s()
    try:
        yield
    finally:
        _add(max(0.0, time.thread_time() + child_cpu_s() - before))


def deferred_until() -> datetime | None:
    """Returns when the current owner's work goes on, if it has used up the day, else None: at most one query."""
    if not settings.HOSTED:
        return None
    use = CpuUse.objects.filter(day=current_day()).select_related("owner").first()
    quota = use and use.owner.quota
    if use is None or quota is None or use.seconds < quota.cpu_s:
        return None
    return datetime.combine(current_day() + timedelta(days=1), clock_time(), UTC)


def cpu_used_today_s() -> float:
    """Returns the seconds of the processor that the current owner's work has taken today: one query."""
    return CpuUse.objects.filter(day=current_day()).values_list("seconds", flat=True).first() or 0.0


def _add(seconds: float) -> None:
    """Adds to the owner's row in a statement of its own, for which no page and no other job waits."""
    total = Case(When(day=current_day(), then=F("seconds") + seconds), default=seconds)
    if not CpuUse.objects.update(seconds=total, day=current_day()):
        with suppress(IntegrityError):  # the account was deleted meanwhile
            CpuUse.objects.bulk_create([CpuUse(day=current_day(), seconds=seconds)], ignore_conflicts=True)


def current_day() -> date:
    """Returns the day of UTC that it is: on the next one, everybody begins anew."""
    return timezone.now().astimezone(UTC).date()
