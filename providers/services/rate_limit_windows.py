"""Counts the calls of each registration in its platform's windows, so that all workers together stay within them.

The counts are rows that a call locks for a moment before it is made. A process that is killed after it has counted
leaves one call too many in a window, never one too few.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.jobs.current_lane import current_lane
from providers.call_budget import CallWindow, learn_usage, new_windows, take_call
from providers.contract import Platform
from providers.errors import CallPostponed
from providers.models import RateLimitWindow
from providers.rate_limits import RateLimit, RateUsage

LOCKED = RateLimitWindow.objects.select_for_update(no_key=True)


def count_call(registration_name: str, platform: Platform) -> tuple[CallWindow, ...]:
    """Counts a call that is about to be made for the running job; returns the windows with it: one short transaction.

    Raises CallPostponed when the job's lane has no room now. A platform without limits costs nothing.
    """
    if not platform.rate_limits:
        return ()
    now, lane = timezone.now(), current_lane()
    with transaction.atomic():
        rows = _lock_rows(registration_name, platform, now)
        windows, free_at = take_call(map(to_window, rows), lane, now)
        if free_at is None:
            _save(rows, windows)
    if free_at is not None:
        raise CallPostponed("limit", (free_at - now).total_seconds())
    return windows


def record_usage(
    registration_name: str, windows: Sequence[CallWindow], usage: Sequence[RateUsage], called_at: datetime
) -> None:
    """Stores what a response says of the limits: no query while it says nothing that `windows` do not know.

    `windows` are those that `count_call` returned, `called_at` is when the call was made.
    """
    now = timezone.now()
    if learn_usage(windows, usage, called_at, now) == tuple(window.at(now) for window in windows):
        return
    with transaction.atomic():
        rows = list(LOCKED.filter(registration_name=registration_name).order_by("pk"))
        _save(rows, learn_usage(map(to_window, rows), usage, called_at, now))


def load_windows(registration_name: str, platform: Platform) -> tuple[CallWindow, ...]:
    """Returns the windows of a registration as they are now; one that made no call yet has its platform's limits."""
    now = timezone.now()
    rows = RateLimitWindow.objects.filter(registration_name=registration_name).order_by("pk")
    return tuple(to_window(row).at(now) for row in rows) or new_windows(platform.rate_limits, now)


def to_window(row: RateLimitWindow) -> CallWindow:
    """Returns what a row says."""
    limit = RateLimit(row.kind, row.call_limit, timedelta(seconds=row.window_s))
    return CallWindow(limit, row.used, row.started_at)


def _lock_rows(registration_name: str, platform: Platform, now: datetime) -> list[RateLimitWindow]:
    """Returns the registration's rows, locked in one order; creates them when a limit has none."""
    rows = list(LOCKED.filter(registration_name=registration_name).order_by("pk"))
    if len(rows) < len(platform.rate_limits):
        windows = new_windows(platform.rate_limits, now)
        created = [_new_row(registration_name, window) for window in windows]
        RateLimitWindow.objects.bulk_create(created, ignore_conflicts=True)
        rows = list(LOCKED.filter(registration_name=registration_name).order_by("pk"))
    return rows


def _new_row(registration_name: str, window: CallWindow) -> RateLimitWindow:
    return RateLimitWindow(
        registration_name=registration_name,
        kind=window.limit.kind,
        window_s=int(window.limit.window.total_seconds()),
        call_limit=window.limit.calls,
        started_at=window.start,
    )


def _save(rows: Sequence[RateLimitWindow], windows: Sequence[CallWindow]) -> None:
    """Writes the windows to their rows: one statement."""
    for row, window in zip(rows, windows, strict=True):
        row.call_limit, row.used, row.started_at = window.limit.calls, window.used, window.start
    RateLimitWindow.objects.bulk_update(rows, ["call_limit", "used", "started_at"])
