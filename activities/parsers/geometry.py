"""Computes lengths between positions in degrees, as gpxpy does."""

from math import asin, cos, hypot, radians, sin, sqrt

EARTH_RADIUS_M = 6_378_137
METERS_PER_DEGREE = radians(1) * EARTH_RADIUS_M
MAX_FLAT_DEGREES = 0.2
"""The earth is flat enough for Pythagoras up to this distance, which is gpxpy's bound."""


def is_position(latitude: float, longitude: float) -> bool:
    """Returns whether it is a place on earth; exactly 0/0 is what devices write that have none."""
    return -90 <= latitude <= 90 and -180 <= longitude <= 180 and (latitude != 0 or longitude != 0)


def length_between(from_latitude: float, from_longitude: float, latitude: float, longitude: float) -> float:
    """Returns the meters between two positions on the map."""
    north_by, east_by = latitude - from_latitude, longitude - from_longitude
    if -MAX_FLAT_DEGREES <= north_by <= MAX_FLAT_DEGREES and -MAX_FLAT_DEGREES <= east_by <= MAX_FLAT_DEGREES:
        return hypot(north_by, east_by * cos(radians(latitude))) * METERS_PER_DEGREE
    across = sin(radians(east_by) / 2) ** 2 * cos(radians(from_latitude)) * cos(radians(latitude))
    chord = sin(radians(north_by) / 2) ** 2 + across
    return 2 * asin(sqrt(min(chord, 1.0))) * EARTH_RADIUS_M
