"""Computes the totals of one activity of a TCX file: its laps as the device summed them up, and its points."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from activities.parsers.elevation_gain import ElevationGain
from activities.parsers.parsed import RunningMean
from activities.parsers.time_range import TimeRange
from activities.parsers.xml_stream import child_text, local_name, parse_number


@dataclass(slots=True)
class TcxLap:
    """A lap states totals, which are None until its end was read; `start` is Unix seconds."""

    start: float | None
    duration_s: float | None = None
    distance_m: float | None = None
    heart_rate: float | None = None

    def read_totals(self, element: Any) -> None:
        """Reads the totals of a `Lap` element that has ended."""
        self.duration_s = parse_number(child_text(element, "TotalTimeSeconds"))
        self.distance_m = parse_number(child_text(element, "DistanceMeters"))
        self.heart_rate = parse_number(child_text(element, "AverageHeartRateBpm", "Value"))


@dataclass(slots=True)
class TcxActivity:
    """Adds up one `Activity` element. `multisport` numbers the session around it, `id_time` is the time in its `Id`."""

    sport: str | None
    multisport: int | None
    device: str | None = None
    is_open: bool = True
    laps: list[TcxLap] = field(default_factory=list)
    start: TimeRange = field(default_factory=TimeRange)
    id_time: TimeRange = field(default_factory=TimeRange)
    point_times: TimeRange = field(default_factory=TimeRange)
    elevation_gain: ElevationGain = field(default_factory=ElevationGain)
    max_point_distance_m: float | None = None
    _point_heart_rate: RunningMean = field(default_factory=lambda: RunningMean(20, 260))

    def start_lap(self, start: str | None) -> None:
        """Adds a lap; the first lap's start is the activity's."""
        time_range = TimeRange()
        self.laps.append(TcxLap(time_range.add_text(start)))
        if len(self.laps) == 1:
            self.start = time_range

    def add_points(self, points: Iterable[Any]) -> None:
        """Adds the next `Trackpoint` elements."""
        for point in points:
            for child in point:
                name = local_name(child.tag)
                if name == "Time":
                    self.point_times.add_text(child.text)
                elif name == "AltitudeMeters" and (elevation := parse_number(child.text)) is not None:
                    self.elevation_gain.add(elevation)
                elif name == "DistanceMeters" and (distance_m := parse_number(child.text)) is not None:
                    self.max_point_distance_m = max(distance_m, self.max_point_distance_m or 0)
                elif name == "HeartRateBpm":
                    self._point_heart_rate.add(parse_number(child_text(child, "Value")))

    @property
    def time_range(self) -> TimeRange:
        """Returns the times that say when the activity began: the first lap's, else its `Id`'s, else the points'."""
        return next((times for times in (self.start, self.id_time) if times.first is not None), self.point_times)

    @property
    def elapsed_s(self) -> float | None:
        """Returns the time from the start to the last point or lap's end, whichever is later: points may be missing."""
        start = self.time_range.first
        if start is None:
            return None
        ends = [lap.start + lap.duration_s for lap in self.laps if lap.start is not None and lap.duration_s is not None]
        return max([self.point_times.last, start, *ends]) - start

    @property
    def timer_s(self) -> float | None:
        """Returns the stopwatch time: the laps' durations added up; None where one lap gives none."""
        return _total([lap.duration_s for lap in self.laps])

    @property
    def distance_m(self) -> float | None:
        """Returns the laps' distances added up; where one lap gives none, the largest distance of a point."""
        total = _total([lap.distance_m for lap in self.laps])
        return self.max_point_distance_m if total is None else total

    @property
    def heart_rate(self) -> float | None:
        """Returns the laps' averages weighted with their durations; where no lap has one, the mean of the points."""
        mean = RunningMean(20, 260)
        for lap in self.laps:
            mean.add(lap.heart_rate, lap.duration_s or 0)
        return self._point_heart_rate.value if mean.value is None else mean.value


def _total(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known and len(known) == len(values) else None
