"""Defines the span of time that belongs to a session among the others of its file."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from activities.parsers.parsed import RecordFields

SPAN_TOLERANCE_S = 2
"""Laps and records may begin and end this much earlier or later than the session to which they belong."""


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """A time span lasts from one Unix second until before another."""

    start_s: float = -inf
    end_s: float = inf

    def __contains__(self, seconds: float) -> bool:
        return self.start_s <= seconds < self.end_s


def session_span(session: RecordFields, sessions: Sequence[RecordFields]) -> TimeSpan | None:
    """Returns the span of a session, which ends where the next one begins.

    Returns None when another session states the same start, so that nobody can tell whose the records are.
    """
    start = _start(session)
    others = [_start(other) for other in sessions if other is not session and other != session]
    if start in others:
        return None
    end = start + (inf if session["elapsed_s"] is None else session["elapsed_s"] + SPAN_TOLERANCE_S)
    earliest = start if any(other < start for other in others) else start - SPAN_TOLERANCE_S
    return TimeSpan(earliest, min([end, *(other for other in others if other > start)]))


def _start(session: RecordFields) -> float:
    return float(session["started_at"].timestamp())
