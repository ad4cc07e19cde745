"""One activity of a TCX file: its laps as the device summed them up, and the running figures of its points."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from activities.parsers.elevation_gain import ElevationGain
from activities.parsers.parsed import RunningMean
from activities.parsers.time_range import TimeRange
from activities.parsers.xml_stream import child, decimal, local


@dataclass(slots=True)
class Lap:
    """What a lap says of itself, None until its end was read; `start` is Unix seconds."""

    start: float | None
    seconds: float | None = None
    distance_m: float | None = None
    heart_rate: float | None = None

    def close(self, element: Any) -> None:
        """Take the sums of a `Lap` element that was read whole."""
        self.seconds = decimal(child(element, "TotalTimeSeconds"))
        self.distance_m = decimal(child(element, "DistanceMeters"))
        self.heart_rate = decimal(child(element, "AverageHeartRateBpm", "Value"))


@dataclass(slots=True)
class Laps:
    """One `Activity` element so far: `outing` is the number of the multisport session around it, `stated` its `Id`."""

    sport: str | None
    outing: int | None
    device: str | None = None
    is_open: bool = True
    laps: list[Lap] = field(default_factory=list)
    start: TimeRange = field(default_factory=TimeRange)
    stated: TimeRange = field(default_factory=TimeRange)
    points: TimeRange = field(default_factory=TimeRange)
    ascent: ElevationGain = field(default_factory=ElevationGain)
    far_m: float | None = None
    _beats: RunningMean = field(default_factory=lambda: RunningMean(20, 260))

    def begin(self, start: str | None) -> None:
        """A lap begins; the first one's start is the activity's."""
        clock = TimeRange()
        self.laps.append(Lap(clock.seen(start)))
        if len(self.laps) == 1:
            self.start = clock

    def add(self, points: Iterable[Any]) -> None:
        """Take the next `Trackpoint` elements."""
        for point in points:
            for value in point:
                name = local(value.tag)
                if name == "Time":
                    self.points.seen(value.text)
                elif name == "AltitudeMeters" and (height := decimal(value.text)) is not None:
                    self.ascent.add(height)
                elif name == "DistanceMeters" and (far := decimal(value.text)) is not None:
                    self.far_m = max(far, self.far_m or 0)
                elif name == "HeartRateBpm":
                    self._beats.add(decimal(child(value, "Value")))

    @property
    def clock(self) -> TimeRange:
        """The clock that says when the activity began: the first lap's, else that of its `Id`, else the points'."""
        return next((clock for clock in (self.start, self.stated) if clock.first is not None), self.points)

    @property
    def elapsed_s(self) -> float | None:
        """From the start to the last point or the end of a lap, whichever is later: points can be thinned out."""
        begin = self.clock.first
        if begin is None:
            return None
        ends = [lap.start + lap.seconds for lap in self.laps if lap.start is not None and lap.seconds is not None]
        return max([self.points.last, begin, *ends]) - begin

    @property
    def timer_s(self) -> float | None:
        """The stopwatch: the laps' times added up, None where one gives none."""
        return _total([lap.seconds for lap in self.laps])

    @property
    def distance_m(self) -> float | None:
        """The laps' distances added up; where one gives none, how far the points got."""
        total = _total([lap.distance_m for lap in self.laps])
        return self.far_m if total is None else total

    @property
    def heart_rate(self) -> float | None:
        """The laps' averages weighted with their times; where no lap has one, the mean of the points."""
        mean = RunningMean(20, 260)
        for lap in self.laps:
            mean.add(lap.heart_rate, lap.seconds or 0)
        return self._beats.value if mean.value is None else mean.value


def _total(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known and len(known) == len(values) else None
