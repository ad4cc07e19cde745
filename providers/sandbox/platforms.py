"""Names the platforms that the sandbox stands in for; the database stores these names."""

from typing import Literal

Platform = Literal["strava", "ridewithgps"]

STRAVA: Platform = "strava"
RIDEWITHGPS: Platform = "ridewithgps"
PLATFORM_NAMES: dict[Platform, str] = {STRAVA: "Strava", RIDEWITHGPS: "RideWithGPS"}
"""The pages call the platforms by these names."""
