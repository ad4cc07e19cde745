"""Decides the local time of a workout: its offset from UTC, and its day in the calendar."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Protocol

from activities.local_time import to_local_time


class LocatedActivity(Protocol):
    """Represents an activity as far as its local time goes.

    `local_date` is the day by its own offset; by the athlete's zone, when it states none.
    """

    @property
    def started_at(self) -> datetime: ...
    @property
    def utc_offset_s(self) -> int | None: ...
    @property
    def local_date(self) -> date: ...


def stated_utc_offset_s(activities: Iterable[LocatedActivity]) -> int | None:
    """Returns the offset of the first activity, in order of leading, that states one; None when none does."""
    return next((activity.utc_offset_s for activity in activities if activity.utc_offset_s is not None), None)


def local_date_of(leader: LocatedActivity, utc_offset_s: int | None) -> date:
    """Returns the day on which a workout starts, by its offset; by the athlete's zone when that is None."""
    if utc_offset_s is None or leader.utc_offset_s is not None:
        return leader.local_date
    return to_local_time(leader.started_at, utc_offset_s, UTC).date()
