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
            return self._is_enough()

    def use_up(self) -> None:
        """Let the next calls of this quarter be one too many."""
        with self._lock:
            quarter, day = _windows()
            self._used = {quarter: self.quarter, day: self._used.get(day, 0)}

    def told(self, answer: Answer) -> Answer:
        """The answer with the headers; one that refuses a call says that the limit is reached."""
        quarter, day = (self._used.get(window, 0) for window in _windows())
        if answer.status == 429 and self._is_enough():
            quarter = self.quarter
        usage = f"{quarter},{day}"
        headers = (
            ("X-RateLimit-Limit", f"{self.quarter},{self.day}"),
            ("X-RateLimit-Usage", usage),
            ("X-ReadRateLimit-Limit", f"{self.read_quarter},{self.read_day}"),
            ("X-ReadRateLimit-Usage", usage),
        )
        return replace(answer, headers=answer.headers + headers)

    def _is_enough(self) -> bool:
        quarter, day = (self._used.get(window, 0) for window in _windows())
        return quarter <= min(self.quarter, self.read_quarter) and day <= min(self.day, self.read_day)


def _windows() -> tuple[tuple[int, int], tuple[int, int]]:
    now = int(time.time())
    return (QUARTER_S, now // QUARTER_S), (DAY_S, now // DAY_S)
