"""Computes the totals of one GPX track, batch by batch. Positions only add to the distance and are not kept."""

from collections.abc import Iterable
from functools import lru_cache
from math import cos, hypot, radians
from typing import Any

from gpxpy.geo import ONE_DEGREE, haversine_distance

from activities.parsers.elevation_gain import ElevationGain
from activities.parsers.parsed import RunningMean
from activities.parsers.time_range import TimeRange
from activities.parsers.xml_stream import local_name, parse_number

MAX_FLAT_DEGREES = 0.2
"""The earth is flat enough for Pythagoras up to this distance, which is gpxpy's bound."""
MIN_MOVING_KMH = 1
"""A slower point counts as standing, as in gpxpy."""
EXTENSION_VALUES = {
    "hr": "heart rate",
    "heartrate": "heart rate",
    "atemp": "temperature",
    "temp": "temperature",
    "temperature": "temperature",
}
"""Elements of these names inside `extensions` have this meaning, whichever program wrote them."""


class GpxTrack:
    """Adds up one track: lengths from its points, times in `time_range`. It `is_open` until its end tag."""

    def __init__(self) -> None:
        self.name: str | None = None
        self.type: str | None = None
        self.is_open = True
        self.point_count = 0
        self.distance_m = 0.0
        self.moving_s = 0.0
        self.time_range = TimeRange()
        self.elevation_gain = ElevationGain()
        self.heart_rate = RunningMean(1, 300)
        self.temperature = RunningMean(-60, 70)
        self._previous: tuple[float, float, float | None, float | None] | None = None

    def end_segment(self) -> None:
        """Ends a segment: nothing is added up across the gap to the next."""
        self._previous = None
        self.elevation_gain.end_segment()

    def add_points(self, points: Iterable[Any]) -> int:
        """Adds the next points of the segment and returns how many; a point without a valid position is left out."""
        count_before = self.point_count
        for point in points:
            try:
                latitude, longitude = float(point.get("lat")), float(point.get("lon"))
            except (TypeError, ValueError):
                continue
            if -90 <= latitude <= 90 and -180 <= longitude <= 180:
                self.point_count += 1
                self._add_point(latitude, longitude, *self._read_children(point))
        return self.point_count - count_before

    def _read_children(self, point: Any) -> tuple[float | None, float | None]:
        """Returns elevation and time; adds heart rate and temperature."""
        elevation = seconds = None
        for child in point:
            name = local_name(child.tag)
            if name == "ele":
                elevation = parse_number(child.text)
            elif name == "time":
                seconds = self.time_range.add_text(child.text)
            elif name == "extensions":
                self._read_extensions(child)
        return elevation, seconds

    def _read_extensions(self, element: Any) -> None:
        for descendant in element.iter():
            meaning = _meaning_of(descendant.tag)
            if meaning == "heart rate":
                self.heart_rate.add(parse_number(descendant.text))
            elif meaning:
                self.temperature.add(parse_number(descendant.text))

    def _add_point(self, latitude: float, longitude: float, elevation: float | None, seconds: float | None) -> None:
        if elevation is not None:
            self.elevation_gain.add(elevation)
        if self._previous:
            from_latitude, from_longitude, from_elevation, from_seconds = self._previous
            rise = elevation - from_elevation if elevation and from_elevation else 0.0
            flat, length = lengths_between(from_latitude, from_longitude, latitude, longitude, rise)
            self.distance_m += flat
            if seconds is not None and from_seconds is not None:
                duration_s = seconds - from_seconds
                if duration_s > 0 and length / 1000 / (duration_s / 3600) > MIN_MOVING_KMH:
                    self.moving_s += duration_s
        self._previous = latitude, longitude, elevation, seconds


def lengths_between(
    from_latitude: float, from_longitude: float, latitude: float, longitude: float, rise: float
) -> tuple[float, float]:
    """Returns the meters between two places on the map, and with the rise; computed as gpxpy does."""
    north_by, east_by = latitude - from_latitude, longitude - from_longitude
    if abs(north_by) > MAX_FLAT_DEGREES or abs(east_by) > MAX_FLAT_DEGREES:
        length = haversine_distance(latitude, longitude, from_latitude, from_longitude)
        return length, length
    flat = hypot(north_by, east_by * cos(radians(latitude))) * ONE_DEGREE
    return flat, hypot(flat, rise) if rise else flat


@lru_cache(1024)
def _meaning_of(tag: str) -> str | None:
    return EXTENSION_VALUES.get(local_name(tag).casefold())
