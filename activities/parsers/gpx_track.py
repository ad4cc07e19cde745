"""Computes the totals of one GPX track, batch by batch. Positions only add to the distance and are not kept."""

from math import hypot, nan

from activities.parsers.elevation_gain import ElevationGain
from activities.parsers.geometry import is_position, length_between
from activities.parsers.numbers import parse_number
from activities.parsers.parsed import PLAUSIBLE_RANGES, RunningMean
from activities.parsers.time_range import TimeRange
from activities.parsers.xml_reader import PointTexts
from activities.record import MAX_HEART_RATE_BPM, MIN_HEART_RATE_BPM

MIN_MOVING_M_PER_S = 1 / 3.6
"""A slower point counts as standing, as in gpxpy."""

SENSOR_FIELDS = ("heart rate", "temperature")


class GpxTrack:
    """Adds up one track: lengths from its points, times in `time_range`. It `is_open` until its end tag."""

    def __init__(self) -> None:
        self.name: str | None = None
        self.type: str | None = None
        self.is_open = True
        self.point_count = 0
        self.position_count = 0
        self.distance_m = 0.0
        self.moving_s = 0.0
        self.time_range = TimeRange()
        self.heart_rate = RunningMean(MIN_HEART_RATE_BPM, MAX_HEART_RATE_BPM)
        self.temperature = RunningMean(*PLAUSIBLE_RANGES["average_temperature_c"])
        self._gain = ElevationGain()
        self._gain_without_positions = ElevationGain()
        self._previous: tuple[float, float, float | None, float | None] | None = None

    @property
    def elevation_gain_m(self) -> float | None:
        """Returns the meters climbed; points without a position count only where no point has one."""
        return (self._gain if self.position_count else self._gain_without_positions).gain_m

    def end_segment(self) -> None:
        """Ends a segment: nothing is added up across the gap to the next."""
        self._previous = None
        self._gain.end_segment()
        self._gain_without_positions.end_segment()

    def add_points(self, points: list[PointTexts]) -> None:
        """Adds the next points of the segment; one without a position adds its time and its sensors' values."""
        self.point_count += len(points)
        add_time, add_position = self.time_range.add_text, self._add_position
        for point in points:
            seconds = add_time(point["time"]) if "time" in point else None
            elevation = parse_number(point["ele"]) if "ele" in point else None
            if "heart rate" in point:
                self.heart_rate.add(parse_number(point["heart rate"]))
            if "temperature" in point:
                self.temperature.add(parse_number(point["temperature"]))
            try:
                latitude, longitude = float(point["lat"]), float(point["lon"])
            except (KeyError, ValueError):
                latitude, longitude = _position_of(point)
            if is_position(latitude, longitude):
                add_position(latitude, longitude, elevation, seconds)
            elif elevation is not None:
                self._gain_without_positions.add(elevation)

    def add_sensor_value(self, field: str, text: str) -> None:
        """Adds a heart rate or a temperature to its mean."""
        mean = self.heart_rate if field == "heart rate" else self.temperature
        mean.add(parse_number(text))

    def _add_position(self, latitude: float, longitude: float, elevation: float | None, seconds: float | None) -> None:
        self.position_count += 1
        if elevation is not None:
            self._gain.add(elevation)
        if self._previous:
            from_latitude, from_longitude, from_elevation, from_seconds = self._previous
            length = length_between(from_latitude, from_longitude, latitude, longitude)
            self.distance_m += length
            if seconds is not None and from_seconds is not None and seconds > from_seconds:
                rise = elevation - from_elevation if elevation and from_elevation else 0.0
                if hypot(length, rise) > MIN_MOVING_M_PER_S * (seconds - from_seconds):
                    self.moving_s += seconds - from_seconds
        self._previous = latitude, longitude, elevation, seconds


def _position_of(point: PointTexts) -> tuple[float, float]:
    """Returns a position that is written in an unusual way; NaN for what is none."""
    latitude, longitude = parse_number(point.get("lat")), parse_number(point.get("lon"))
    return (nan, nan) if latitude is None or longitude is None else (latitude, longitude)
