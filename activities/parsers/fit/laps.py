"""Sums up laps as a session, for a file that has neither a session nor records."""

from activities.parsers.fit.decoder import Message
from activities.parsers.fit.profile import TIMESTAMP, LapField, SessionField
from activities.parsers.parsed import RunningMean, finite_number

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
    }
)
"""These fields of a lap are decoded."""


def sum_laps(laps: list[Message]) -> Message:
    """Returns a session message with the numbers of these laps; a total is None when one lap lacks the value."""
    return {
        SessionField.START_TIME: laps[0].get(LapField.START_TIME),
        SessionField.SPORT: laps[0].get(LapField.SPORT),
        SessionField.SUB_SPORT: laps[0].get(LapField.SUB_SPORT),
        SessionField.TOTAL_ELAPSED_TIME: _elapsed_time(laps),
        SessionField.TOTAL_TIMER_TIME: _total(laps, LapField.TOTAL_TIMER_TIME),
        SessionField.TOTAL_DISTANCE: _total(laps, LapField.TOTAL_DISTANCE),
        SessionField.AVG_HEART_RATE: _average_heart_rate(laps),
        SessionField.TOTAL_ASCENT: _total(laps, LapField.TOTAL_ASCENT),
    }


def _elapsed_time(laps: list[Message]) -> float | None:
    """Returns the milliseconds from the start of the first lap to the end of the last one."""
    start = finite_number(laps[0].get(LapField.START_TIME))
    last_start = finite_number(laps[-1].get(LapField.START_TIME))
    last_length = finite_number(laps[-1].get(LapField.TOTAL_ELAPSED_TIME))
    if start is None or last_start is None or last_length is None:
        return None
    return (last_start - start) * 1000 + last_length


def _total(laps: list[Message], field: int) -> float | None:
    known = [value for lap in laps if (value := finite_number(lap.get(field))) is not None]
    return sum(known) if len(known) == len(laps) else None


def _average_heart_rate(laps: list[Message]) -> float | None:
    mean = RunningMean(20, 260)
    for lap in laps:
        mean.add(
            finite_number(lap.get(LapField.AVG_HEART_RATE)), finite_number(lap.get(LapField.TOTAL_TIMER_TIME)) or 0
        )
    return mean.value
