"""Sums up laps, for what a session leaves open or a file without a session."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import isfinite

from activities.parsers.fit.clock import DeviceClock
from activities.parsers.fit.definition import Message
from activities.parsers.fit.profile import TIMESTAMP, LapField, SessionField
from activities.parsers.fit.session import MS_PER_S, session_totals
from activities.parsers.fit.time_span import TimeSpan
from activities.parsers.parsed import (
    PLAUSIBLE_RANGES,
    RecordFields,
    RunningMean,
    finite_number,
)

LAP_FIELDS = frozenset(
    {
        TIMESTAMP,
        LapField.START_TIME,
        LapField.TOTAL_ELAPSED_TIME,
        LapField.TOTAL_TIMER_TIME,
        LapField.TOTAL_DISTANCE,
        LapField.AVG_HEART_RATE,
        LapField.TOTAL_ASCENT,
        LapField.SPORT,
        LapField.SUB_SPORT,
        LapField.AVG_TEMPERATURE,
        LapField.TOTAL_MOVING_TIME,
    }
)
"""These fields of a lap are decoded."""
LAP_FIELD_OF_TOTAL = {
    "elapsed_s": LapField.TOTAL_ELAPSED_TIME,
    "timer_s": LapField.TOTAL_TIMER_TIME,
    "moving_s": LapField.TOTAL_MOVING_TIME,
    "distance_m": LapField.TOTAL_DISTANCE,
    "elevation_gain_m": LapField.TOTAL_ASCENT,
    "average_hr_bpm": LapField.AVG_HEART_RATE,
    "average_temperature_c": LapField.AVG_TEMPERATURE,
}
"""Each total is stated by this field of a lap."""
GAP_TOLERANCE_S = 60
"""Laps cover a recording of which they miss no more than this at either end."""
SUMMED_FIELDS = {
    SessionField.TOTAL_TIMER_TIME: LapField.TOTAL_TIMER_TIME,
    SessionField.TOTAL_MOVING_TIME: LapField.TOTAL_MOVING_TIME,
    SessionField.TOTAL_DISTANCE: LapField.TOTAL_DISTANCE,
    SessionField.TOTAL_ASCENT: LapField.TOTAL_ASCENT,
}


@dataclass(frozen=True, slots=True)
class LapSummary:
    """A lap summary holds the totals of some laps and when they began and ended, in Unix seconds; None if unknown."""

    start_s: float | None = None
    end_s: float | None = None
    totals: RecordFields = field(default_factory=dict)

    def covers(self, span: TimeSpan) -> bool:
        """Returns whether the laps last from one end of a span to the other, as far as their times are known."""
        starts_late = self.start_s is not None and self.start_s > span.start_s + GAP_TOLERANCE_S
        ends_early = self.end_s is not None and isfinite(span.end_s) and self.end_s < span.end_s - GAP_TOLERANCE_S
        return not starts_late and not ends_early


def summarize_laps(laps: list[Message], clock: DeviceClock) -> LapSummary:
    """Returns the totals of one or more laps; a total is None when one lap lacks the value."""
    starts = [lap_start(lap, clock) for lap in laps]
    ends = [_lap_end(lap, clock) for lap in laps]
    start = None if None in starts else min(_known(starts))
    end = None if None in ends else max(_known(ends))
    elapsed_ms = _total(laps, LapField.TOTAL_ELAPSED_TIME) if start is None or end is None else (end - start) * MS_PER_S
    totals = {
        SessionField.TOTAL_ELAPSED_TIME: elapsed_ms,
        SessionField.AVG_HEART_RATE: _mean(laps, "average_hr_bpm"),
        SessionField.AVG_TEMPERATURE: _mean(laps, "average_temperature_c"),
        **{total: _total(laps, summed) for total, summed in SUMMED_FIELDS.items()},
    }
    return LapSummary(start, end, session_totals(totals))


def lap_start(lap: Message, clock: DeviceClock) -> float | None:
    """Returns the stated start, else the end minus the elapsed time, in Unix seconds."""
    stated, end = clock.unix_seconds(lap.get(LapField.START_TIME)), clock.unix_seconds(lap.get(TIMESTAMP))
    length_ms = finite_number(lap.get(LapField.TOTAL_ELAPSED_TIME))
    return stated if stated is not None or end is None or length_ms is None else end - length_ms / MS_PER_S


def _lap_end(lap: Message, clock: DeviceClock) -> float | None:
    start, length_ms = lap_start(lap, clock), finite_number(lap.get(LapField.TOTAL_ELAPSED_TIME))
    return (
        clock.unix_seconds(lap.get(TIMESTAMP)) if start is None or length_ms is None else start + length_ms / MS_PER_S
    )


def _known(times: list[float | None]) -> Iterator[float]:
    return (time for time in times if time is not None)


def _total(laps: list[Message], field: int) -> float | None:
    known = [value for lap in laps if (value := finite_number(lap.get(field))) is not None and value >= 0]
    return sum(known) if len(known) == len(laps) else None


def _mean(laps: list[Message], total: str) -> float | None:
    """Returns the mean of the field that states a total, each lap weighted with its time."""
    field, mean = LAP_FIELD_OF_TOTAL[total], RunningMean(*PLAUSIBLE_RANGES[total])
    for lap in laps:
        length = finite_number(lap.get(LapField.TOTAL_TIMER_TIME)) or finite_number(
            lap.get(LapField.TOTAL_ELAPSED_TIME)
        )
        mean.add(finite_number(lap.get(field)), length or 0)
    return mean.value
