"""Defines what a device recorded of an activity; payloads and files are both made from it."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, get_type_hints
from zoneinfo import ZoneInfo, available_timezones

MAX_NUMBER = 1 << 32
"""No field of an activity holds a larger number."""


@dataclass(frozen=True, slots=True)
class FixtureActivity:
    """Represents one activity that an athlete did; the database holds its fields as JSON, so their names stay.

    `start` is in Unix seconds, `sport` is Strava's word, `gear` is an id; 0 meters or no heart rate: not measured.
    Without a `description`, the platform gives one of its own.
    """

    start: int
    zone: str
    sport: str
    name: str
    elapsed_s: int
    moving_s: int
    distance_m: float = 0.0
    gain_m: float = 0.0
    heart_rate: int | None = None
    temperature: int | None = None
    gear: str | None = None
    device: str | None = None
    trainer: bool = False
    commute: bool = False
    manual: bool = False
    only_me: bool = False
    hidden_time: bool = False
    description: str | None = None
    hide_from_home: bool = False

    @classmethod
    def from_json(cls, text: str) -> "FixtureActivity":
        """Returns the activity that `to_json` wrote."""
        return cls(**json.loads(text))

    def to_json(self) -> str:
        """Returns all fields as JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @property
    def started_at(self) -> datetime:
        """Returns the instant of the start, in UTC."""
        return datetime.fromtimestamp(self.start, UTC)

    @property
    def ended_at(self) -> datetime:
        """Returns the instant of the end, in UTC."""
        return self.started_at + timedelta(seconds=self.elapsed_s)

    @property
    def local_start(self) -> datetime:
        """Returns the start in the local time of its place."""
        return self.started_at.astimezone(time_zone(self.zone))

    @property
    def utc_offset_s(self) -> int:
        """Returns how many seconds local time is ahead of UTC, daylight saving included."""
        return int((self.local_start.utcoffset() or timedelta()).total_seconds())

    @property
    def has_track(self) -> bool:
        """Returns whether a device recorded positions, that is, outdoors."""
        is_indoors = self.trainer or self.sport in ("Swim", "WeightTraining", "Yoga")
        return self.distance_m > 0 and not self.manual and not is_indoors


def is_field(name: str, value: Any) -> bool:
    """Returns whether an activity has a field of this name that may hold this value."""
    kind = get_type_hints(FixtureActivity).get(name)
    if kind is None or isinstance(value, bool):
        return kind is bool
    if isinstance(value, int | float) and not -MAX_NUMBER <= value <= MAX_NUMBER:
        return False
    is_right_kind = isinstance(value, int | float if kind is float else kind)
    return is_right_kind and (name != "zone" or value in available_timezones())


@lru_cache
def time_zone(name: str) -> ZoneInfo:
    """Returns the time zone of a name."""
    return ZoneInfo(name)
