"""Forecasts when a pull will be done, by a pure function of what it is given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from accounts.jobs.lanes import Lane
from providers.call_budget import CallWindow, take_call
from providers.models import Pull

RECENT = timedelta(minutes=5)
"""A page that was stored longer ago tells nothing of the pace: the pull has waited since."""

MAX_CALLS = 1_000
"""Nothing is forecast of a pull that needs more calls than these."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """A forecast says how many activities a pull has listed, of about how many, and when it will be done.

    `expected_count` is None when the platform does not say it, or has said too few; `done_at` while nothing is known.
    """

    listed_count: int
    expected_count: int | None = None
    done_at: datetime | None = None

    @property
    def percent(self) -> int | None:
        """Returns how much has been listed; None without an expected count."""
        return self.listed_count * 100 // self.expected_count if self.expected_count else None


@dataclass(frozen=True, slots=True)
class CallRoom:
    """Says what a pull may call: nothing before `waiting_until`, and then what its lane leaves of the windows."""

    lane: Lane
    windows: Sequence[CallWindow] = ()
    waiting_until: datetime | None = None


def forecast(pull: Pull, room: CallRoom, now: datetime) -> Forecast:
    """Returns the forecast of an open pull: at the pace of its last page, or later when the shared budget is short."""
    expected_count = pull.expected_count if (pull.expected_count or 0) > pull.listed_count else None
    pages = pull.next_page - 1
    if not expected_count or not pages or not pull.listed_count or pull.paged_at is None or pull.page_s is None:
        return Forecast(pull.listed_count, expected_count)
    calls = ceil((expected_count - pull.listed_count) * pages / pull.listed_count)
    begin = max(now, room.waiting_until or now)
    has_room_at = _last_call_at(calls, room, begin)
    if has_room_at is None:
        return Forecast(pull.listed_count, expected_count)
    is_going = begin == now and now - pull.paged_at < RECENT
    at_pace = (pull.paged_at if is_going else begin) + timedelta(seconds=calls * pull.page_s)
    return Forecast(pull.listed_count, expected_count, max(now, at_pace, has_room_at))


def page_seconds(pull: Pull, began_at: datetime, now: datetime) -> float:
    """Returns how long the page took that is stored now: since the one before, unless the pull has waited between."""
    paged_at = pull.paged_at
    is_going = paged_at is not None and began_at - paged_at < RECENT
    return (now - (paged_at if is_going and paged_at else began_at)).total_seconds()


def _last_call_at(calls: int, room: CallRoom, begin: datetime) -> datetime | None:
    """Returns when the last of so many calls has room if nobody else calls; None for too many calls."""
    windows, at = tuple(room.windows), begin
    if calls > MAX_CALLS:
        return None
    for _ in range(calls if windows else 0):
        windows, free_at = take_call(windows, room.lane, at)
        while free_at is not None:
            at = free_at
            windows, free_at = take_call(windows, room.lane, at)
    return at
