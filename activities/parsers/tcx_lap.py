"""Holds what one lap of a TCX file states, and tells which distances a lap cannot have."""

from collections.abc import Mapping
from dataclasses import dataclass

from activities.parsers.numbers import parse_number
from activities.record import MAX_HEART_RATE_BPM, MIN_HEART_RATE_BPM

MAX_LAP_M_PER_S = 50
"""No lap is faster on average, except in the air."""
MIN_MOVING_M = 10
MIN_MOVING_M_PER_S = 1 / 3.6
"""Positions that move more slowly stand still, for they are never quite the same; a count has no such error."""
MAX_LAP_M = 20_000_000


@dataclass(slots=True)
class TcxLap:
    """A lap states totals, which are None until its end was read; `start` is Unix seconds.

    `moved_before_m` is how far the activity's points had moved when it began, `moved_m` how far its own moved.
    """

    start: float | None
    moved_before_m: float
    moved_m: float = 0.0
    duration_s: float | None = None
    distance_m: float | None = None
    heart_rate: float | None = None
    has_track: bool = False

    def read_totals(self, values: Mapping[str, str], moved_m: float, *, is_counted: bool) -> None:
        """Reads the totals of a lap that has ended, when the activity's points had moved so far.

        `is_counted` is whether the device counted that, which else comes from the positions.
        """
        duration_s = parse_number(values.get("TotalTimeSeconds"))
        self.duration_s = duration_s if duration_s is None or duration_s >= 0 else None
        heart_rates = (parse_number(values.get(name)) for name in ("AverageHeartRateBpm", "HeartRateBpm"))
        self.heart_rate = next(filter(_is_heart_rate, heart_rates), None)
        self.moved_m = moved_m - self.moved_before_m
        distance_m = parse_number(values.get("DistanceMeters"))
        if distance_m is not None and self._can_be(distance_m, is_counted):
            self.distance_m = distance_m

    def _can_be(self, distance_m: float, is_counted: bool) -> bool:
        duration_s = self.duration_s or 0
        if distance_m == 0:
            return self.moved_m <= max(MIN_MOVING_M, 0 if is_counted else MIN_MOVING_M_PER_S * duration_s)
        return 0 < distance_m <= (MAX_LAP_M_PER_S * duration_s or MAX_LAP_M)


def _is_heart_rate(value: float | None) -> bool:
    return value is not None and MIN_HEART_RATE_BPM <= value <= MAX_HEART_RATE_BPM


def total(values: list[float | None]) -> float | None:
    """Returns the sum of the laps' values; None where one lap gives none."""
    known = [value for value in values if value is not None]
    return sum(known) if known and len(known) == len(values) else None
