"""Adds up the records of a FIT file. Positions only add to the distance and are not kept."""

from dataclasses import dataclass, field
from typing import Any

from activities.parsers import times
from activities.parsers.distance_counter import DistanceCounter
from activities.parsers.fit.definition import Message
from activities.parsers.fit.profile import TIMER_EVENT, EventField, EventType, RecordField
from activities.parsers.fit.session import CM_PER_M
from activities.parsers.geometry import length_between
from activities.parsers.parsed import RecordFields, RunningMean, finite_number
from activities.record import MAX_HEART_RATE_BPM, MIN_HEART_RATE_BPM

STOP_TYPES = {EventType.STOP, EventType.STOP_ALL, EventType.STOP_DISABLE, EventType.STOP_DISABLE_ALL}
DEGREES_PER_SEMICIRCLE = 180 / 2**31
MAX_LATITUDE = 2**30
"""This many semicircles are 90 degrees."""


@dataclass(slots=True)
class RecordSummary:
    """Adds up records and stopwatch events; times are Unix seconds, `path_m` is the length of the path of positions."""

    first_s: float | None = None
    last_s: float = 0
    record_count: int = 0
    timer_started: float | None = None
    timer_s: float | None = None
    distance: DistanceCounter = field(default_factory=DistanceCounter)
    path_m: float | None = None
    heart_rate: RunningMean = field(default_factory=lambda: RunningMean(MIN_HEART_RATE_BPM, MAX_HEART_RATE_BPM))
    temperature: RunningMean = field(default_factory=lambda: RunningMean(-60, 70))
    _position: tuple[float, float] | None = None

    @property
    def totals(self) -> RecordFields:
        """Returns the totals as fields of an `ActivityRecord`; None where no record states them."""
        running_s = 0.0 if self.timer_started is None else max(0.0, self.last_s - self.timer_started)
        return {
            "elapsed_s": None if self.first_s is None else self.last_s - self.first_s,
            "timer_s": None if self.timer_s is None else self.timer_s + running_s,
            "distance_m": self.distance.total_m or self.path_m or self.distance.total_m,
            "average_hr_bpm": self.heart_rate.value,
            "average_temperature_c": self.temperature.value,
        }

    @property
    def has_plausible_length(self) -> bool:
        """Returns whether the records begin at a plausible time and do not all lie in the same second."""
        return times.plausible_instant(self.first_s) is not None and self.first_s != self.last_s

    def add_record(self, now: float, message: Message) -> None:
        """Adds one record."""
        self.add_time(now)
        self.record_count += 1
        get = message.get
        if not self.distance.covered_m:
            self._add_position(get(RecordField.POSITION_LAT), get(RecordField.POSITION_LONG))
        if (distance_cm := finite_number(get(RecordField.DISTANCE))) is not None:
            self.distance.add(distance_cm / CM_PER_M, now)
        self.heart_rate.add(finite_number(get(RecordField.HEART_RATE)))
        self.temperature.add(finite_number(get(RecordField.TEMPERATURE)))

    def add_time(self, now: float) -> None:
        """Extends the summary to the time of a record."""
        if self.first_s is None:
            self.first_s = self.last_s = now
        elif now > self.last_s:
            self.last_s = now

    def add_event(self, now: float, message: Message) -> None:
        """Adds a start or stop of the stopwatch; ignores every other event."""
        if message.get(EventField.EVENT) != TIMER_EVENT:
            return
        event_type = message.get(EventField.EVENT_TYPE)
        if event_type == EventType.START and self.timer_started is None:
            self.timer_started, self.timer_s = now, self.timer_s or 0
        elif event_type in STOP_TYPES and self.timer_started is not None:
            self.timer_s, self.timer_started = (self.timer_s or 0) + now - self.timer_started, None

    def _add_position(self, latitude: Any, longitude: Any) -> None:
        latitude, longitude = finite_number(latitude), finite_number(longitude)
        if latitude is None or longitude is None or abs(latitude) > MAX_LATITUDE or not (latitude or longitude):
            return  # devices write 0/0 before they know where they are
        position = latitude * DEGREES_PER_SEMICIRCLE, longitude * DEGREES_PER_SEMICIRCLE
        if self._position:
            self.path_m = (self.path_m or 0) + length_between(*self._position, *position)
        self._position = position
