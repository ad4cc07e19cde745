"""Defines the limits of a platform for the calls of a registration, and what a response says of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class RateLimit:
    """A rate limit allows a registration so many calls in each window of time, for all its athletes together.

    Windows follow each other from midnight UTC on. `kind` tells apart limits whose windows are equally long.
    """

    kind: str
    calls: int
    window: timedelta

    def window_start(self, now: datetime) -> datetime:
        """Returns the start of the window that `now`, in UTC, lies in."""
        return now - (now - now.replace(hour=0, minute=0, second=0, microsecond=0)) % self.window


@dataclass(frozen=True, slots=True)
class RateUsage:
    """A rate usage is what a response says of a rate limit: the limit that is in force, and the calls used so far."""

    limit: RateLimit
    used: int
