"""What an athlete did and a device wrote down: the one thing that payloads and files are made from."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Outing:
    """`start` is Unix seconds, `sport` Strava's word, `gear` an id; 0 metres or no heart rate: not measured."""

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
    def load(cls, text: str) -> "Outing":
        """The outing that `dump` wrote."""
        return cls(**json.loads(text))

    def dump(self) -> str:
        """All of it, as JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @property
    def began(self) -> datetime:
        """The instant it began, in UTC."""
        return datetime.fromtimestamp(self.start, UTC)

    @property
    def ended(self) -> datetime:
        """The instant it ended, in UTC."""
        return self.began + timedelta(seconds=self.elapsed_s)

    @property
    def local(self) -> datetime:
        """When it began, on the clock on the wall there."""
        return self.began.astimezone(zone_of(self.zone))

    @property
    def offset_s(self) -> int:
        """How far that clock is from UTC, daylight saving included."""
        return int((self.local.utcoffset() or timedelta()).total_seconds())

    @property
    def has_track(self) -> bool:
        """Whether a device followed it outdoors."""
        indoors = self.trainer or self.sport in ("Swim", "WeightTraining", "Yoga")
        return self.distance_m > 0 and not self.manual and not indoors


@lru_cache
def zone_of(name: str) -> ZoneInfo:
    """The time zone of that name."""
    return ZoneInfo(name)
