"""Holds the fields that a parser read from one file until they become records, and the plausibility ranges."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite
from typing import Any

from activities.parsers.limits import MAX_ACTIVITIES
from activities.parsers.result import FileNote, FileRefused, ParseResult
from activities.record import FILE_PROVIDER, MAX_HEART_RATE_BPM, MIN_HEART_RATE_BPM, ActivityRecord

RecordFields = dict[str, Any]
"""Maps argument names of `ActivityRecord`, without ids, to values. `multisport` numbers the event of a leg."""

NUMBER = (int, float)
THIRTY_DAYS_S = 30 * 86_400
PLAUSIBLE_RANGES = {
    "elapsed_s": (0, THIRTY_DAYS_S),
    "moving_s": (0, THIRTY_DAYS_S),
    "timer_s": (0, THIRTY_DAYS_S),
    "distance_m": (0, 20_000_000),
    "elevation_gain_m": (0, 100_000),
    "average_hr_bpm": (MIN_HEART_RATE_BPM, MAX_HEART_RATE_BPM),
    "average_temperature_c": (-60, 70),
}
"""A value outside its range becomes "not given", such as the heart rate 0 of a ride without a heart rate sensor."""


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """A parsed file holds the fields of the activities that a parser found, and its notes."""

    activities: list[RecordFields]
    notes: tuple[FileNote, ...] = ()

    def to_result(self, digest: str, kind: str) -> ParseResult:
        """Converts the fields to records; `digest` is the SHA-256 of the unpacked bytes, `kind` the format.

        Raises FileRefused for too many activities.
        """
        check_count(len(self.activities))
        records = (_to_record(digest, index, **fields) for index, fields in enumerate(self.activities))
        return ParseResult(tuple(records), self.notes, kind)


def check_count(count: int) -> None:
    """Raises FileRefused for more activities than one file may hold."""
    if count > MAX_ACTIVITIES:
        raise FileRefused("too_many", what="activities", most=MAX_ACTIVITIES)


def finite_number(value: object) -> float | None:
    """Returns a finite number, else None: a file states the type of each field itself, which may be wrong."""
    return float(value) if isinstance(value, NUMBER) and isfinite(value) else None


def plausible_number(name: str, value: object) -> float | None:
    """Returns the value of a field of `PLAUSIBLE_RANGES` as a finite number within its range, else None."""
    low, high = PLAUSIBLE_RANGES[name]
    number = finite_number(value)
    return number if number is not None and low <= number <= high else None


class RunningMean:
    """A running mean averages the values within a range, added one by one."""

    __slots__ = ("count", "high", "low", "total")

    def __init__(self, low: float, high: float) -> None:
        self.low, self.high = low, high
        self.total, self.count = 0.0, 0.0

    @property
    def value(self) -> float | None:
        """Returns the mean so far; None without any value."""
        return self.total / self.count if self.count else None

    @staticmethod
    def of(means: Iterable["RunningMean"]) -> float | None:
        """Returns the mean of all values that went into several means."""
        means = list(means)
        count = sum(mean.count for mean in means)
        return sum(mean.total for mean in means) / count if count else None

    def add(self, value: float | None, weight: float = 1) -> None:
        """Counts a value, `weight` times, unless it is None or out of range."""
        if value is not None and self.low <= value <= self.high:
            self.total += value * weight
            self.count += weight

    def add_sum(self, total: float, count: int) -> None:
        """Counts values that are known to be in range, by their sum and number."""
        self.total += total
        self.count += count


def _to_record(digest: str, index: int, multisport: int | None = None, **fields: Any) -> ActivityRecord:
    for name in PLAUSIBLE_RANGES:
        if (value := fields.get(name)) is not None:
            fields[name] = plausible_number(name, value)
    parent = None if multisport is None else f"{digest}/{multisport}" if multisport else digest
    return ActivityRecord(provider=FILE_PROVIDER, provider_id=f"{digest}:{index}", parent_id=parent, **fields)
