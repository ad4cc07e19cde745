"""The summary that a device never wrote, from its records.  Positions are added up and forgotten."""

from dataclasses import dataclass, field
from typing import Any

from gpxpy.geo import distance

from activities.parsers import times
from activities.parsers.fit import laps
from activities.parsers.fit.decoder import TIMESTAMP, Message, TruncatedData, decode_messages
from activities.parsers.fit.session import unix
from activities.parsers.parsed import Fields, RunningMean, finite_number
from activities.parsers.result import FileRefused

RECORD, EVENT = 20, 21
WANTED = {
    RECORD: frozenset({0, 1, 3, 5, TIMESTAMP}),
    EVENT: frozenset({0, 1, TIMESTAMP}),
    laps.LAP: laps.FIELDS,
}
EVERY_TIME = frozenset({TIMESTAMP})
"""Of all other messages: a compressed header counts on from the last time of any message."""

TIMER, START, STOPS = 0, 0, {1, 4, 8, 9}
DEGREES = 180 / 2**31
JUMP = 2 * 86_400
"""A recording does not pause for two days: beyond it the bytes make no sense."""
MOST_RECORDS = 2_000_000


class Jumped(Exception):
    """The time of a record lies days away from the one before."""


@dataclass(slots=True)
class Summary:
    """Running figures of the records; times are Unix seconds, `path_m` is the length of the positions."""

    first: float | None = None
    last: float = 0
    records: int = 0
    ran_since: float | None = None
    timer_s: float | None = None
    stated_m: float | None = None
    path_m: float | None = None
    heart_rate: RunningMean = field(default_factory=lambda: RunningMean(20, 260))
    laps: list[Message] = field(default_factory=list)
    _position: tuple[float, float] | None = None

    @property
    def fields(self) -> Fields:
        """What the records say, as fields of a record."""
        running = self.last - self.ran_since if self.ran_since is not None else 0
        return {
            "started_at": times.instant(self.first),
            "elapsed_s": None if self.first is None else self.last - self.first,
            "timer_s": None if self.timer_s is None else self.timer_s + running,
            "distance_m": self.path_m if self.stated_m is None else self.stated_m,
            "average_hr_bpm": self.heart_rate.value,
        }

    def record(self, message: Message) -> None:
        """Add one record; Jumped when its time cannot follow the one before."""
        now = unix(message.get(TIMESTAMP))
        if now is None:
            return
        self._tick(now)
        self.records += 1
        self._move(message.get(0), message.get(1))
        if (stated := finite_number(message.get(5))) is not None:
            self.stated_m = stated / 100
        self.heart_rate.add(finite_number(message.get(3)))

    def event(self, message: Message) -> None:
        """Add what a start or stop of the stopwatch says."""
        now = unix(message.get(TIMESTAMP))
        if message.get(0) != TIMER or now is None:
            return
        if message.get(1) == START and self.ran_since is None:
            self.ran_since, self.timer_s = now, self.timer_s or 0
        elif message.get(1) in STOPS and self.ran_since is not None:
            self.timer_s, self.ran_since = (self.timer_s or 0) + now - self.ran_since, None

    def _tick(self, now: float) -> None:
        if self.first is None:
            self.first = self.last = now
        if abs(now - self.last) > JUMP:
            raise Jumped
        self.last = max(self.last, now)

    def _move(self, latitude: Any, longitude: Any) -> None:
        north, east = finite_number(latitude), finite_number(longitude)
        if north is None or east is None:
            return
        here = north * DEGREES, east * DEGREES
        if self._position and self.stated_m is None:
            self.path_m = (self.path_m or 0) + distance(*here, None, *self._position, None)
        self._position = here


def summary(data: bytes) -> tuple[Summary, bool]:
    """The figures of one part's records, and whether they break off.  Refused with more than two million."""
    found = Summary()
    steps = {RECORD: found.record, EVENT: found.event, laps.LAP: found.laps.append}
    try:
        for count, (number, message) in enumerate(
            decode_messages(data, lambda number: WANTED.get(number, EVERY_TIME), most=0)
        ):
            if count > MOST_RECORDS:
                raise FileRefused("too_many", what="points", most=MOST_RECORDS)
            if step := steps.get(number):
                step(message)
    except (TruncatedData, Jumped):
        return found, True
    return found, False
