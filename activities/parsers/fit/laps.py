"""Laps added up to a session, for a file that has neither session nor records."""

from activities.parsers.fit.decoder import TIMESTAMP, Message
from activities.parsers.parsed import RunningMean, finite_number

LAP = 19
FIELDS = frozenset({2, 7, 8, 9, 15, 21, 25, 39, TIMESTAMP})


def session_of(laps: list[Message]) -> Message:
    """A session message with the numbers of these laps; a figure that one lap lacks is not given."""
    first, last = laps[0], laps[-1]
    start, end, length = finite_number(first.get(2)), finite_number(last.get(2)), finite_number(last.get(7))
    return {
        2: first.get(2),
        5: first.get(25),
        6: first.get(39),
        7: None if start is None or end is None or length is None else (end - start) * 1000 + length,
        8: _total(laps, 8),
        9: _total(laps, 9),
        16: _heart_rate(laps),
        22: _total(laps, 21),
    }


def _total(laps: list[Message], field: int) -> float | None:
    known = [value for lap in laps if (value := finite_number(lap.get(field))) is not None]
    return sum(known) if len(known) == len(laps) else None


def _heart_rate(laps: list[Message]) -> float | None:
    mean = RunningMean(20, 260)
    for lap in laps:
        mean.add(finite_number(lap.get(15)), finite_number(lap.get(8)) or 0)
    return mean.value
