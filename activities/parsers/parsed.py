"""Between a reader and its records: the activities found in one file, and the limits of what can be true."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from activities.parsers.result import FileNote, FileRefused, ParseResult
from activities.record import FILE, ActivityRecord

Fields = dict[str, Any]
"""Arguments of `ActivityRecord`, without ids.  `outing` numbers the multisport outing that a leg belongs to."""

MOST_ACTIVITIES = 100

DAYS_30 = 30 * 86_400
PLAUSIBLE = {
    "elapsed_s": (0, DAYS_30),
    "moving_s": (0, DAYS_30),
    "timer_s": (0, DAYS_30),
    "distance_m": (0, 20_000_000),
    "elevation_gain_m": (0, 100_000),
    "average_hr_bpm": (20, 260),
    "average_temperature_c": (-60, 70),
}
"""The range of each figure.  Outside it is "not given": the heart rate 0 of a ride without a strap, above all."""


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """What a reader found in one file."""

    activities: list[Fields]
    notes: tuple[FileNote, ...] = ()

    def result(self, digest: str) -> ParseResult:
        """The same as records; `digest` is the SHA-256 of the unpacked bytes.  Refused with too many activities."""
        if len(self.activities) > MOST_ACTIVITIES:
            raise FileRefused("too_many", what="activities", most=MOST_ACTIVITIES)
        return ParseResult(
            tuple(_record(digest, index, **each) for index, each in enumerate(self.activities)), self.notes
        )


def finite_number(value: object) -> float | None:
    """A finite number, or None: a file says itself what type a field has, and may say nonsense."""
    return float(value) if isinstance(value, int | float) and math.isfinite(value) else None


class RunningMean:
    """A running mean of the values within a range."""

    __slots__ = ("count", "high", "low", "total")

    def __init__(self, low: float, high: float) -> None:
        self.low, self.high = low, high
        self.total, self.count = 0.0, 0.0

    @property
    def value(self) -> float | None:
        """The mean so far, None of nothing."""
        return self.total / self.count if self.count else None

    @staticmethod
    def of(means: Iterable["RunningMean"]) -> float | None:
        """The mean of all values that went into several."""
        known = list(means)
        count = sum(mean.count for mean in known)
        return sum(mean.total for mean in known) / count if count else None

    def add(self, value: float | None, weight: float = 1) -> None:
        """Count a value, `weight` times, unless it is None or out of range."""
        if value is not None and self.low <= value <= self.high:
            self.total += value * weight
            self.count += weight


def _record(digest: str, index: int, outing: int | None = None, **fields: Any) -> ActivityRecord:
    for figure, (low, high) in PLAUSIBLE.items():
        value = finite_number(fields.get(figure))
        fields[figure] = value if value is not None and low <= value <= high else None
    parent = None if outing is None else f"{digest}/{outing}" if outing else digest
    return ActivityRecord(provider=FILE, provider_id=f"{digest}:{index}", parent_id=parent, **fields)
