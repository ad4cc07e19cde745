"""Limits how often a client may call in a quarter of an hour and in a day, as Strava does."""

import time
from dataclasses import dataclass, field, replace
from threading import Lock

from providers.sandbox.http import SandboxResponse

QUARTER_S, DAY_S = 900, 86_400


@dataclass
class SandboxLimits:
    """Counts calls per quarter and day against limits of all calls and of reads; calls over a limit count too.

    The counts are held in memory; threads may share them.
    """

    quarter: int = 20_000
    day: int = 200_000
    read_quarter: int = 20_000
    read_day: int = 200_000
    _counts: dict[tuple[int, int], int] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def count_call(self) -> bool:
        """Counts a call; returns whether it is within the limits.  By Strava's rule, every call here is a read."""
        with self._lock:
            self._counts = {period: self._counts.get(period, 0) + 1 for period in _current_periods()}
            return self._is_within_limits()

    def exhaust(self) -> None:
        """Uses up this quarter of an hour, so that the next call exceeds its limit."""
        with self._lock:
            quarter, day = _current_periods()
            self._counts = {quarter: self.quarter, day: self._counts.get(day, 0)}

    def add_headers(self, response: SandboxResponse) -> SandboxResponse:
        """Returns the response with limits and usage; one with status 429 says that the limit is reached."""
        quarter_count, day_count = (self._counts.get(period, 0) for period in _current_periods())
        if response.status == 429 and self._is_within_limits():
            quarter_count = self.quarter
        usage = f"{quarter_count},{day_count}"
        headers = (
            ("X-RateLimit-Limit", f"{self.quarter},{self.day}"),
            ("X-RateLimit-Usage", usage),
            ("X-ReadRateLimit-Limit", f"{self.read_quarter},{self.read_day}"),
            ("X-ReadRateLimit-Usage", usage),
        )
        return replace(response, headers=response.headers + headers)

    def _is_within_limits(self) -> bool:
        quarter_count, day_count = (self._counts.get(period, 0) for period in _current_periods())
        return quarter_count <= min(self.quarter, self.read_quarter) and day_count <= min(self.day, self.read_day)


def _current_periods() -> tuple[tuple[int, int], tuple[int, int]]:
    """Returns the current quarter and the current day, each as its length in seconds and its number."""
    now = int(time.time())
    return (QUARTER_S, now // QUARTER_S), (DAY_S, now // DAY_S)
