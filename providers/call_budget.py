"""Decides who may call a platform when: the calls of a registration's windows are shared by lanes and by accounts.

Everything here is a pure function of what it is given, so that a simulation can use it as the product does.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from accounts.jobs.lanes import Lane
from providers.rate_limits import RateLimit, RateUsage

RESERVED_SHARES = {Lane.CLICK: 0.0, Lane.WEBHOOK: 0.1, Lane.DAILY: 0.3, Lane.BACKFILL: 0.6}
"""A lane leaves this share of each window to the lanes above it."""

RELEASED_OVER = 0.5
"""A reserve is whole until this share of its window is left; from then on it shrinks evenly, to nothing at the end."""

POSTPONED_FOR = timedelta(seconds=10)
"""An account is postponed for this long when it has used its share; then the waiting accounts are counted again."""

CLOCK_MARGIN = timedelta(seconds=1)
"""A call waits this much longer than until the end of a window, because clocks differ."""

LEARN_AFTER = timedelta(seconds=5)
"""Responses to calls that were made sooner in a window may tell the usage of the last one, because clocks differ."""


@dataclass(frozen=True, slots=True)
class CallWindow:
    """A call window is one window of a rate limit: how many calls a registration has made in it since its start."""

    limit: RateLimit
    used: int
    start: datetime

    @property
    def end(self) -> datetime:
        """Returns when the window ends and the next one starts."""
        return self.start + self.limit.window

    def at(self, now: datetime) -> "CallWindow":
        """Returns the window that lies at this time: this one, or a later one in which no call was made."""
        start = self.limit.window_start(now)
        return replace(self, used=0, start=start) if start > self.start else self

    def reserved_calls(self, lane: Lane, now: datetime) -> float:
        """Returns how many calls a lane has to leave to the lanes above it now."""
        return self._full_reserve(lane) * min(1.0, (self.end - now) / (self.limit.window * RELEASED_OVER))

    def free_at(self, lane: Lane, now: datetime) -> datetime | None:
        """Returns when a call of this lane has room if no other call is made before; None when it has room now."""
        left = self.limit.calls - self.used - 1
        if left >= self.reserved_calls(lane, now):
            return None
        if left < 0:
            return self.end + CLOCK_MARGIN
        return self.end - self.limit.window * RELEASED_OVER * (left / self._full_reserve(lane)) + CLOCK_MARGIN

    def _full_reserve(self, lane: Lane) -> float:
        return RESERVED_SHARES[lane] * self.limit.calls


@dataclass(frozen=True, slots=True)
class AccountUse:
    """An account's use is how many calls it has made in the shortest window, and who else waits to make some.

    `ahead` counts the other accounts that wait in the same lane or in one above and have made fewer calls, `behind`
    those that do so in a lane below.
    """

    calls: int
    ahead: int = 0
    behind: int = 0


def new_windows(limits: Iterable[RateLimit], now: datetime) -> tuple[CallWindow, ...]:
    """Returns the windows of a registration that has not made any call yet."""
    return tuple(CallWindow(limit, 0, limit.window_start(now)) for limit in limits)


def shortest_window(windows: Iterable[CallWindow]) -> CallWindow:
    """Returns the window that accounts share: the shortest one, and of equally long ones the smallest."""
    return min(windows, key=lambda window: (window.limit.window, window.limit.calls))


def take_call(
    windows: Iterable[CallWindow], lane: Lane, now: datetime
) -> tuple[tuple[CallWindow, ...], datetime | None]:
    """Returns the windows with one more call, and None; or as they are, and when such a call has room."""
    current = tuple(window.at(now) for window in windows)
    waits = [free_at for window in current if (free_at := window.free_at(lane, now)) is not None]
    if waits:
        return current, max(waits)
    return tuple(replace(window, used=window.used + 1) for window in current), None


def learn_usage(
    windows: Iterable[CallWindow], usage: Iterable[RateUsage], called_at: datetime, now: datetime
) -> tuple[CallWindow, ...]:
    """Returns the windows with the limits that a response tells, and with its usage where that is higher.

    The usage counts only when call and response lie in one window; the calls that are counted here may not have
    arrived there yet.
    """
    usage_by_limit = {(item.limit.kind, item.limit.window): item for item in usage}
    return tuple(
        _learn(window.at(now), usage_by_limit.get((window.limit.kind, window.limit.window)), called_at)
        for window in windows
    )


def _learn(window: CallWindow, usage: RateUsage | None, called_at: datetime) -> CallWindow:
    if usage is None:
        return window
    used = max(window.used, usage.used) if called_at >= window.start + LEARN_AFTER else window.used
    return replace(window, limit=usage.limit, used=used)


def share_free_at(window: CallWindow, use: AccountUse, now: datetime) -> datetime | None:
    """Returns until when an account lets others go first, because it has used its share; None when it may go on.

    The share is an equal part for this account and each of those that are ahead, and half of the window while others
    wait behind only. Whoever has made the fewest calls is never postponed, so an unused share is anybody's.
    """
    window = window.at(now)
    parts = 1 + max(use.ahead, min(use.behind, 1))
    if parts == 1 or not use.calls or use.calls < window.limit.calls // parts:
        return None
    return min(now + POSTPONED_FOR, window.end)
