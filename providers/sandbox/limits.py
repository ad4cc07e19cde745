"""How often a client may call: a quarter of an hour and a day, as Strava counts."""

import time
from dataclasses import dataclass, field, replace
from threading import Lock

from providers.sandbox.http import Answer

QUARTER_S, DAY_S = 900, 86_400


@dataclass
class Limits:
    """Calls per quarter and day, all and reads; a call over the limit still counts.  Thread-safe; held in memory."""

    quarter: int = 20_000
    day: int = 200_000
    read_quarter: int = 20_000
    read_day: int = 200_000
    _used: dict[tuple[int, int], int] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def count(self) -> bool:
        """Count a call; False when it is one too many.  Every call that is served here is a read by Strava's rule."""
        with self._lock:
            windows = _windows()
            self._used = {window: self._used.get(window, 0) + 1 for window in windows}
            quarter, day = (self._used[window] for window in windows)
        return quarter <= min(self.quarter, self.read_quarter) and day <= min(self.day, self.read_day)

    def use_up(self) -> None:
        """Let the next calls of this quarter be one too many."""
        with self._lock:
            quarter, day = _windows()
            self._used = {quarter: self.quarter, day: self._used.get(day, 0)}

    def headers(self) -> tuple[tuple[str, str], ...]:
        """What each answer of the API says about it."""
        usage = ",".join(str(self._used.get(window, 0)) for window in _windows())
        return (
            ("X-RateLimit-Limit", f"{self.quarter},{self.day}"),
            ("X-RateLimit-Usage", usage),
            ("X-ReadRateLimit-Limit", f"{self.read_quarter},{self.read_day}"),
            ("X-ReadRateLimit-Usage", usage),
        )

    def told(self, answer: Answer) -> Answer:
        """The answer with the headers."""
        return replace(answer, headers=answer.headers + self.headers())


def _windows() -> tuple[tuple[int, int], tuple[int, int]]:
    now = int(time.time())
    return (QUARTER_S, now // QUARTER_S), (DAY_S, now // DAY_S)
