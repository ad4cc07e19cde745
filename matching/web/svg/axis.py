"""One time axis for the activities of a workout, plain or broken. Instants are seconds since 1970, places percent."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

AIR = 0.05
"""How much of its length a plain axis leaves free at each side."""
APART_S = 90
"""A start or end further from the leader's than this cannot be shown at full scale."""
DAY_S = 86_400
WINDOW_S = 120
WINDOW = 25
"""A broken axis shows so many seconds round the starts, and round the ends, in so many percent of its width."""
STEPS_S = (60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, DAY_S)
TICKS = 6


@dataclass(frozen=True, slots=True)
class Stretch:
    """From when to when something ran."""

    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Axis:
    """Places instants. A broken one shows starts from `left`, ends from `right`, and nothing of what lies between."""

    left: float
    right: float
    width_s: float
    broken: bool

    def start(self, instant: float) -> float:
        """Where a start lies, in percent."""
        return round((instant - self.left) / self.width_s * (WINDOW if self.broken else 100), 2)

    def end(self, instant: float) -> float:
        """Where an end lies, in percent."""
        if not self.broken:
            return self.start(instant)
        return round(100 - WINDOW + (instant - self.right) / self.width_s * WINDOW, 2)

    def ticks(self, offset_s: float = 0) -> list[tuple[float, float]]:
        """The places of round times and their instants: whole minutes by a clock that runs `offset_s` ahead of UTC."""
        if self.broken:
            starts = [(self.start(at), at) for at in _round_times(self.left, WINDOW_S, 60, offset_s)]
            return starts + [(self.end(at), at) for at in _round_times(self.right, WINDOW_S, 60, offset_s)]
        step = next(
            (step for step in STEPS_S if self.width_s / step <= TICKS), DAY_S * ceil(self.width_s / TICKS / DAY_S)
        )
        return [(self.start(at), at) for at in _round_times(self.left, self.width_s, step, offset_s)]


def axis_of(leader: Stretch, all_of_them: Sequence[Stretch]) -> Axis:
    """The axis for a leader and all activities, itself among them: broken where starts and ends lie close together."""
    starts, ends = [one.start for one in all_of_them], [one.end for one in all_of_them]
    if _close(leader.start, starts) and _close(leader.end, ends) and min(ends) - max(starts) > 2 * WINDOW_S:
        return Axis(_middle(starts) - WINDOW_S / 2, _middle(ends) - WINDOW_S / 2, WINDOW_S, broken=True)
    first, last = min(starts), max(ends)
    length = max(last - first, 60)
    return Axis(first - AIR * length, last, length * (1 + 2 * AIR), broken=False)


def _close(leader: float, instants: Sequence[float]) -> bool:
    return max(abs(one - leader) for one in instants) <= APART_S and max(instants) - min(instants) < WINDOW_S


def _middle(instants: Sequence[float]) -> float:
    return (min(instants) + max(instants)) / 2


def _round_times(first: float, length: float, step: float, offset_s: float) -> list[float]:
    at = -(-(first + offset_s) // step) * step - offset_s
    times = []
    while at <= first + length:
        times.append(at)
        at += step
    return times
