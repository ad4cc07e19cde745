"""Lays the activities of a workout on one time axis. Instants are seconds since 1970, positions percent of the width.

A plain axis shows the whole time. A broken one shows only the time around the starts and the time around the ends, so
that differences of seconds can be seen in a workout of hours.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

PADDING = 0.05
"""A plain axis leaves this share of its length free at each side."""
MAX_OFFSET_S = 90
"""An axis is broken only if no start and no end is further from the leader's than this."""
DAY_S = 86_400
ZOOM_S = 120
ZOOM_WIDTH = 25
"""A broken axis shows ZOOM_S seconds around the starts and the ends, each in ZOOM_WIDTH percent of its width."""
TICK_INTERVALS_S = (60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, DAY_S)
MAX_INTERVALS = 6


@dataclass(frozen=True, slots=True)
class ActivitySpan:
    """Represents the time from the start to the end of an activity."""

    start: float
    end: float


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """Represents an axis. A broken one shows starts from `left` on and ends from `right` on, each for `width_s`."""

    left: float
    right: float
    width_s: float
    is_broken: bool

    def start_position(self, instant: float) -> float:
        """Returns where a start lies, in percent."""
        return round((instant - self.left) / self.width_s * (ZOOM_WIDTH if self.is_broken else 100), 2)

    def end_position(self, instant: float) -> float:
        """Returns where an end lies, in percent."""
        if not self.is_broken:
            return self.start_position(instant)
        return round(100 - ZOOM_WIDTH + (instant - self.right) / self.width_s * ZOOM_WIDTH, 2)

    def ticks(self, utc_offset_s: float = 0) -> list[tuple[float, float]]:
        """Returns positions and instants of round times, on a clock that is `utc_offset_s` ahead of UTC."""
        if self.is_broken:
            starts = _round_times(self.left, ZOOM_S, 60, utc_offset_s)
            ends = _round_times(self.right, ZOOM_S, 60, utc_offset_s)
            return [(self.start_position(at), at) for at in starts] + [(self.end_position(at), at) for at in ends]
        whole_days = DAY_S * ceil(self.width_s / MAX_INTERVALS / DAY_S)
        fitting = (interval for interval in TICK_INTERVALS_S if self.width_s / interval <= MAX_INTERVALS)
        times = _round_times(self.left, self.width_s, next(fitting, whole_days), utc_offset_s)
        return [(self.start_position(at), at) for at in times]


def build_axis(leader: ActivitySpan, spans: Sequence[ActivitySpan]) -> TimeAxis:
    """Returns the axis for all activities of a workout, its leader among them.

    It is broken when starts and ends lie close together.
    """
    starts, ends = [span.start for span in spans], [span.end for span in spans]
    if _are_close(leader.start, starts) and _are_close(leader.end, ends) and min(ends) - max(starts) > 2 * ZOOM_S:
        return TimeAxis(_center(starts) - ZOOM_S / 2, _center(ends) - ZOOM_S / 2, ZOOM_S, is_broken=True)
    first, last = min(starts), max(ends)
    length = max(last - first, 60)
    return TimeAxis(first - PADDING * length, last, length * (1 + 2 * PADDING), is_broken=False)


def _are_close(leader: float, instants: Sequence[float]) -> bool:
    offset = max(abs(instant - leader) for instant in instants)
    return offset <= MAX_OFFSET_S and max(instants) - min(instants) < ZOOM_S


def _center(instants: Sequence[float]) -> float:
    return (min(instants) + max(instants)) / 2


def _round_times(first: float, length: float, interval: float, utc_offset_s: float) -> list[float]:
    instant = -(-(first + utc_offset_s) // interval) * interval - utc_offset_s
    times = []
    while instant <= first + length:
        times.append(instant)
        instant += interval
    return times
