"""Defines what a device recorded of an activity; payloads and files are both made from it."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class FixtureActivity:
    """Represents one activity that an athlete did; the database holds its fields as JSON, so their names stay.

    `start` is in Unix seconds, `sport` is Strava's word, `gear` is an id; 0 meters or no heart rate: not measured.
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


@lru_cache
def time_zone(name: str) -> ZoneInfo:
    """Returns the time zone of a name."""
    return ZoneInfo(name)
