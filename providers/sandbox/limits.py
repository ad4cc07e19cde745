"""Limits how often a client may call in a quarter of an hour and in a day, as Strava does, but for each athlete.

Visitors share the sandbox as they would never share a registration: none of them uses up the calls of another.
An option limits all athletes together, as Strava does.
"""

import time
from collections import Counter
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import NamedTuple

from providers.sandbox.http import SandboxResponse

QUARTER_S, DAY_S = 900, 86_400


@dataclass
class SandboxLimits:
    """Counts an athlete's calls per quarter and day against limits of all calls and of reads.

    Calls over a limit count too.  With `is_shared`, all athletes share one limit, as at Strava.  With a `speed`, a
    quarter and a day pass so many times faster.

    The counts are held in memory; threads may share them.
    """

    quarter: int = 20_000
    day: int = 200_000
    read_quarter: int = 20_000
    read_day: int = 200_000
    is_shared: bool = False
    speed: float = 1.0
    _counts: Counter["_Period"] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock)

    def count_call(self, athlete: str) -> bool:
        """Counts a call; returns whether it is within the limits.  By Strava's rule, every call here is a read."""
        with self._lock:
            periods = self._current_periods(athlete)
            if periods[0] not in self._counts:
                self._counts = Counter({period: count for period, count in self._counts.items() if period.is_current()})
            self._counts.update(periods)
            return self._is_within_limits(athlete)

    def exhaust(self, athlete: str) -> None:
        """Uses up this quarter of an hour, so that the athlete's next call exceeds its limit."""
        with self._lock:
            quarter, _ = self._current_periods(athlete)
            self._counts[quarter] = self.quarter

    def add_headers(self, response: SandboxResponse, athlete: str) -> SandboxResponse:
        """Returns the response with limits and usage; one with status 429 says that the limit is reached."""
        quarter_count, day_count = (self._counts[period] for period in self._current_periods(athlete))
        if response.status == 429 and self._is_within_limits(athlete):
            quarter_count = self.quarter
        usage = f"{quarter_count},{day_count}"
        headers = (
            ("X-RateLimit-Limit", f"{self.quarter},{self.day}"),
            ("X-RateLimit-Usage", usage),
            ("X-ReadRateLimit-Limit", f"{self.read_quarter},{self.read_day}"),
            ("X-ReadRateLimit-Usage", usage),
        )
        return replace(response, headers=response.headers + headers)

    def _is_within_limits(self, athlete: str) -> bool:
        quarter_count, day_count = (self._counts[period] for period in self._current_periods(athlete))
        return quarter_count <= min(self.quarter, self.read_quarter) and day_count <= min(self.day, self.read_day)

    def _current_periods(self, athlete: str) -> tuple["_Period", "_Period"]:
        """Returns the current quarter and the current day of whoever the limits are for."""
        holder = "" if self.is_shared else athlete
        return _current_period(holder, QUARTER_S / self.speed), _current_period(holder, DAY_S / self.speed)


class _Period(NamedTuple):
    """A period of an athlete is a quarter of an hour or a day: its length in seconds, and its number.

    The athlete is empty when all share the period.
    """

    athlete: str
    length_s: float
    number: int

    def is_current(self) -> bool:
        """Returns whether the period lasts."""
        return self == _current_period(self.athlete, self.length_s)


def _current_period(athlete: str, length_s: float) -> _Period:
    return _Period(athlete, length_s, int(time.time() // length_s))
