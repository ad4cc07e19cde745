"""Computes a missing session summary from records. Positions only add to the distance and are not kept."""

from dataclasses import dataclass, field
from typing import Any

from gpxpy.geo import distance

from activities.parsers import times
from activities.parsers.fit.decoder import Message, TruncatedData, decode_messages
from activities.parsers.fit.laps import LAP_FIELDS
from activities.parsers.fit.profile import TIMER_EVENT, TIMESTAMP, EventField, EventType, MessageNumber, RecordField
from activities.parsers.fit.session import CM_PER_M, unix_seconds
from activities.parsers.parsed import RecordFields, RunningMean, finite_number
from activities.parsers.result import FileRefused

WANTED_FIELDS = {
    MessageNumber.RECORD: frozenset(
        {
            TIMESTAMP,
            RecordField.POSITION_LAT,
            RecordField.POSITION_LONG,
            RecordField.HEART_RATE,
            RecordField.DISTANCE,
        }
    ),
    MessageNumber.EVENT: frozenset({TIMESTAMP, EventField.EVENT, EventField.EVENT_TYPE}),
    MessageNumber.LAP: LAP_FIELDS,
}
"""These fields of each message are decoded."""
TIMESTAMP_ONLY = frozenset({TIMESTAMP})
"""Every other message still has its time decoded, because a compressed header counts on from the last one."""

STOP_TYPES = {EventType.STOP, EventType.STOP_ALL, EventType.STOP_DISABLE, EventType.STOP_DISABLE_ALL}
DEGREES_PER_SEMICIRCLE = 180 / 2**31
MAX_PAUSE_S = 2 * 86_400
"""A recording does not pause for two days: after a longer gap the data is considered invalid."""
MAX_RECORDS = 2_000_000


class TimeJump(Exception):
    """The time of a record differs from the one before by days."""


@dataclass(slots=True)
class RecordSummary:
    """Adds up the records of one file; times are Unix seconds, `path_m` is the length of the path of positions."""

    first: float | None = None
    last: float = 0
    record_count: int = 0
    timer_started: float | None = None
    timer_s: float | None = None
    stated_distance_m: float | None = None
    path_m: float | None = None
    heart_rate: RunningMean = field(default_factory=lambda: RunningMean(20, 260))
    laps: list[Message] = field(default_factory=list)
    _position: tuple[float, float] | None = None

    @property
    def fields(self) -> RecordFields:
        """Returns the totals as fields of an `ActivityRecord`."""
        running_s = self.last - self.timer_started if self.timer_started is not None else 0
        return {
            "started_at": times.plausible_instant(self.first),
            "elapsed_s": None if self.first is None else self.last - self.first,
            "timer_s": None if self.timer_s is None else self.timer_s + running_s,
            "distance_m": self.path_m if self.stated_distance_m is None else self.stated_distance_m,
            "average_hr_bpm": self.heart_rate.value,
        }

    def add_record(self, message: Message) -> None:
        """Adds one record. Raises TimeJump when its time cannot follow the one before."""
        now = unix_seconds(message.get(TIMESTAMP))
        if now is None:
            return
        self._advance(now)
        self.record_count += 1
        self._add_position(message.get(RecordField.POSITION_LAT), message.get(RecordField.POSITION_LONG))
        if (distance_cm := finite_number(message.get(RecordField.DISTANCE))) is not None:
            self.stated_distance_m = distance_cm / CM_PER_M
        self.heart_rate.add(finite_number(message.get(RecordField.HEART_RATE)))

    def add_event(self, message: Message) -> None:
        """Adds a start or stop of the stopwatch; ignores every other event."""
        now = unix_seconds(message.get(TIMESTAMP))
        if message.get(EventField.EVENT) != TIMER_EVENT or now is None:
            return
        event_type = message.get(EventField.EVENT_TYPE)
        if event_type == EventType.START and self.timer_started is None:
            self.timer_started, self.timer_s = now, self.timer_s or 0
        elif event_type in STOP_TYPES and self.timer_started is not None:
            self.timer_s, self.timer_started = (self.timer_s or 0) + now - self.timer_started, None

    def _advance(self, now: float) -> None:
        if self.first is None:
            self.first = self.last = now
        if abs(now - self.last) > MAX_PAUSE_S:
            raise TimeJump
        self.last = max(self.last, now)

    def _add_position(self, latitude: Any, longitude: Any) -> None:
        latitude, longitude = finite_number(latitude), finite_number(longitude)
        if latitude is None or longitude is None:
            return
        position = latitude * DEGREES_PER_SEMICIRCLE, longitude * DEGREES_PER_SEMICIRCLE
        if self._position and self.stated_distance_m is None:
            self.path_m = (self.path_m or 0) + distance(*position, None, *self._position, None)
        self._position = position


def summarize_records(data: bytes) -> tuple[RecordSummary, bool]:
    """Returns the totals of one file's records, and whether the data is truncated.

    Raises FileRefused for more than two million messages.
    """
    summary = RecordSummary()
    handlers = {
        MessageNumber.RECORD: summary.add_record,
        MessageNumber.EVENT: summary.add_event,
        MessageNumber.LAP: summary.laps.append,
    }
    messages = decode_messages(data, lambda number: WANTED_FIELDS.get(number, TIMESTAMP_ONLY), limit=0)
    try:
        for count, (number, message) in enumerate(messages):
            if count > MAX_RECORDS:
                raise FileRefused("too_many", what="points", most=MAX_RECORDS)
            if handler := handlers.get(number):
                handler(message)
    except (TruncatedData, TimeJump):
        return summary, True
    return summary, False
