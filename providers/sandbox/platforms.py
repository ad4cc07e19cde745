"""Names the platforms that the sandbox stands in for; the database stores these names."""

from typing import Literal

Platform = Literal["strava", "ridewithgps"]

STRAVA: Platform = "strava"
RIDEWITHGPS: Platform = "ridewithgps"
PLATFORM_NAMES: dict[Platform, str] = {STRAVA: "Strava", RIDEWITHGPS: "RideWithGPS"}
"""The pages call the platforms by these names."""


def read_platform(value: object) -> Platform | None:
    """Returns the platform that a request names; None when there is no such platform."""
    return next((platform for platform in PLATFORM_NAMES if platform == value), None)
