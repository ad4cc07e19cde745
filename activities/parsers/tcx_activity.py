"""Computes the totals of one activity of a TCX file: its laps as the device summed them up, and its points."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from activities.parsers.distance_counter import DistanceCounter
from activities.parsers.elevation_gain import ElevationGain
from activities.parsers.geometry import is_position, length_between
from activities.parsers.numbers import parse_number
from activities.parsers.parsed import RunningMean
from activities.parsers.tcx_lap import TcxLap, total
from activities.parsers.time_range import TimeRange
from activities.parsers.xml_reader import PointTexts
from activities.record import MAX_HEART_RATE_BPM, MIN_HEART_RATE_BPM

NONZERO_DIGITS = frozenset("123456789")
"""A number that begins with one of these is not 0."""


def _heart_rate_mean() -> RunningMean:
    return RunningMean(MIN_HEART_RATE_BPM, MAX_HEART_RATE_BPM)


@dataclass(slots=True)
class TcxActivity:
    """Adds up one activity. `multisport` numbers the session around it, `id_time` is the time in its `Id`."""

    sport: str | None
    multisport: int | None
    device: str | None = None
    is_open: bool = True
    laps: list[TcxLap] = field(default_factory=list)
    start: TimeRange = field(default_factory=TimeRange)
    id_time: TimeRange = field(default_factory=TimeRange)
    point_times: TimeRange = field(default_factory=TimeRange)
    _gain: ElevationGain = field(default_factory=ElevationGain)
    _gain_without_positions: ElevationGain = field(default_factory=ElevationGain)
    _counter: DistanceCounter = field(default_factory=DistanceCounter)
    _position_count: int = 0
    _path_m: float = 0.0
    _previous: tuple[float, float] | None = None
    _point_heart_rate: RunningMean = field(default_factory=_heart_rate_mean)

    def start_lap(self, start: str | None) -> None:
        """Adds a lap; the first lap's start is the activity's."""
        time_range = TimeRange()
        self.laps.append(TcxLap(time_range.add_text(start), self.moved_m))
        if len(self.laps) == 1:
            self.start = time_range

    def start_track(self) -> None:
        """Begins a track: another one of the same lap comes after a pause, whose way does not count."""
        if self.laps and self.laps[-1].has_track:
            self._previous = None
        elif self.laps:
            self.laps[-1].has_track = True

    def end_track(self) -> None:
        """Ends a track: no climb is added up across the gap to the next."""
        self._gain.end_segment()
        self._gain_without_positions.end_segment()

    def end_lap(self, values: Mapping[str, str]) -> None:
        """Reads the totals of a lap that has ended."""
        if self.laps:
            self.laps[-1].read_totals(values, self.moved_m, is_counted=self._counter.covered_m > 0)

    def add_points(self, points: list[PointTexts]) -> None:
        """Adds the next points; one without a position adds its time and its sensors' values."""
        for point in points:
            seconds = self.point_times.add_text(point.get("Time"))
            if "HeartRateBpm" in point:  # bare, or around its Value
                self._point_heart_rate.add(parse_number(point["HeartRateBpm"].strip() or point.get("Value")))
            if "DistanceMeters" in point and (meters := parse_number(point["DistanceMeters"])) is not None:
                self._counter.add(meters, seconds)
            is_nowhere = "LatitudeDegrees" in point and not self._add_position(point)
            if "AltitudeMeters" in point and (elevation := parse_number(point["AltitudeMeters"])) is not None:
                (self._gain_without_positions if is_nowhere else self._gain).add(elevation)

    def _add_position(self, point: PointTexts) -> bool:
        """Adds the way to a position, unless the device counts it; returns whether it is a place on earth."""
        if self._counter.covered_m and point["LatitudeDegrees"][:1] in NONZERO_DIGITS:
            return True
        latitude, longitude = parse_number(point["LatitudeDegrees"]), parse_number(point.get("LongitudeDegrees"))
        if latitude is None or longitude is None or not is_position(latitude, longitude):
            return False
        if self._previous:
            self._path_m += length_between(*self._previous, latitude, longitude)
        self._previous = latitude, longitude
        self._position_count += 1
        return True

    @property
    def all_times(self) -> tuple[TimeRange, ...]:
        """Returns the times of the first lap's start, of the `Id` and of the points."""
        return self.start, self.id_time, self.point_times

    @property
    def time_range(self) -> TimeRange:
        """Returns the times that say when the activity began: the first lap's, else its `Id`'s, else the points'.

        An `Id` that is later than the first point does not say when it began.
        """
        if self.start.first is not None:
            return self.start
        id_time, point_time = self.id_time.first, self.point_times.first
        is_id_first = id_time is not None and (point_time is None or id_time <= point_time)
        return self.id_time if is_id_first else self.point_times

    @property
    def elapsed_s(self) -> float | None:
        """Returns the time from the start to the last point or lap's end, whichever is later: points may be missing."""
        start = self.time_range.first
        if start is None:
            return None
        end = lap_end = start
        for lap in self.laps:  # one without a start begins where the one before ends
            lap_end = (lap_end if lap.start is None else lap.start) + (lap.duration_s or 0)
            end = max(end, lap_end)
        return max(self.point_times.last, end) - start

    @property
    def timer_s(self) -> float | None:
        """Returns the stopwatch time: the laps' durations added up; None where one lap gives none."""
        return total([lap.duration_s for lap in self.laps])

    @property
    def moved_m(self) -> float:
        """Returns how far the points have moved so far."""
        return self._counter.covered_m or self._path_m

    @property
    def distance_m(self) -> float | None:
        """Returns the laps' distances added up; where one lap gives none, how far the points moved.

        What a lap without moving points states counts then as well, for no point shows it.
        """
        stated = total([lap.distance_m for lap in self.laps])
        if stated is not None:
            return stated
        moved_m = self._counter.total_m
        if self._position_count > 1 and not moved_m:
            moved_m = self._path_m
        by_lap_m = sum(lap.moved_m or lap.distance_m or 0 for lap in self.laps)
        return moved_m if moved_m is None else max(moved_m, by_lap_m)

    @property
    def elevation_gain_m(self) -> float | None:
        """Returns the meters climbed; points without a position count only where no other has an elevation."""
        gain = self._gain.gain_m
        return self._gain_without_positions.gain_m if gain is None else gain

    @property
    def heart_rate(self) -> float | None:
        """Returns the laps' averages weighted with their durations; where no lap has one, the mean of the points."""
        mean = _heart_rate_mean()
        for lap in self.laps:
            mean.add(lap.heart_rate, lap.duration_s or 0)
        return self._point_heart_rate.value if mean.value is None else mean.value
