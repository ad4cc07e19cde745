"""The figures of one GPX track, taken batch by batch.  Positions are added up and forgotten."""

from collections.abc import Iterable
from functools import lru_cache
from math import cos, hypot, radians
from typing import Any

from gpxpy.geo import ONE_DEGREE, haversine_distance

from activities.parsers.elevation_gain import ElevationGain
from activities.parsers.parsed import RunningMean
from activities.parsers.time_range import TimeRange
from activities.parsers.xml_stream import decimal, local

FLAT = 0.2
"""Degrees up to which the earth is flat enough for Pythagoras: gpxpy's bound."""
FIGURES = {
    "hr": "heart rate",
    "heartrate": "heart rate",
    "atemp": "temperature",
    "temp": "temperature",
    "temperature": "temperature",
}
"""What names inside `extensions` mean, whoever's extension it is."""


class Track:
    """Running figures of a track: lengths from its points, times by its `clock`; `is_open` until its end tag."""

    def __init__(self) -> None:
        self.name: str | None = None
        self.type: str | None = None
        self.is_open = True
        self.points = 0
        self.distance_m = 0.0
        self.moving_s = 0.0
        self.clock = TimeRange()
        self.ascent = ElevationGain()
        self.heart_rate = RunningMean(1, 300)
        self.temperature = RunningMean(-60, 70)
        self._before: tuple[float, float, float | None, float | None] | None = None

    def pause(self) -> None:
        """A segment ends: nothing is added up across the gap to the next."""
        self._before = None
        self.ascent.pause()

    def add(self, points: Iterable[Any]) -> int:
        """Take the next points of the segment, and say how many; one without a place on earth is left out."""
        before = self.points
        for point in points:
            try:
                north, east = float(point.get("lat")), float(point.get("lon"))
            except (TypeError, ValueError):
                continue
            if -90 <= north <= 90 and -180 <= east <= 180:
                self.points += 1
                self._step(north, east, *self._details(point))
        return self.points - before

    def _details(self, point: Any) -> tuple[float | None, float | None]:
        """Height and time; heart rate and temperature are noted on the way."""
        height = moment = None
        for child in point:
            name = local(child.tag)
            if name == "ele":
                height = decimal(child.text)
            elif name == "time":
                moment = self.clock.seen(child.text)
            elif name == "extensions":
                self._extensions(child)
        return height, moment

    def _extensions(self, element: Any) -> None:
        for each in element.iter():
            figure = _figure(each.tag)
            if figure == "heart rate":
                self.heart_rate.add(decimal(each.text))
            elif figure:
                self.temperature.add(decimal(each.text))

    def _step(self, north: float, east: float, height: float | None, moment: float | None) -> None:
        if height is not None:
            self.ascent.add(height)
        if self._before:
            before_north, before_east, before_height, before_moment = self._before
            rise = height - before_height if height and before_height else 0.0
            flat, length = lengths(north, east, before_north, before_east, rise)
            self.distance_m += flat
            if moment is not None and before_moment is not None:
                seconds = moment - before_moment
                if seconds > 0 and length / 1000 / (seconds / 3600) > 1:  # gpxpy: up to 1 km/h is standing
                    self.moving_s += seconds
        self._before = north, east, height, moment


def lengths(north: float, east: float, before_north: float, before_east: float, rise: float) -> tuple[float, float]:
    """Metres between two places on the map, and with the rise; gpxpy's arithmetic, so the figures agree with it."""
    north_by, east_by = north - before_north, east - before_east
    if abs(north_by) > FLAT or abs(east_by) > FLAT:
        far = haversine_distance(north, east, before_north, before_east)
        return far, far
    flat = hypot(north_by, east_by * cos(radians(north))) * ONE_DEGREE
    return flat, hypot(flat, rise) if rise else flat


@lru_cache(1024)
def _figure(tag: str) -> str | None:
    return FIGURES.get(local(tag).casefold())
