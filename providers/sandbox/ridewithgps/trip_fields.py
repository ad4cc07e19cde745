"""Writes the fields that trips have in both APIs.

RideWithGPS's numbers are slightly others than Strava's for the same recording: it smooths distance and climbing in its
own way.
"""

from providers.sandbox.fixture_activity import FixtureActivity
from providers.sandbox.recording import FIT_SPORTS
from providers.sandbox.ridewithgps.profile import Payload
from providers.sandbox.sentinels import EMAIL, LATITUDE, LONGITUDE, PLACE

ACTIVITY_TYPES = {
    "Ride": "cycling:road",
    "GravelRide": "cycling:gravel",
    "VirtualRide": "cycling:virtual",
    "Run": "running:road",
    "TrailRun": "running:trail",
    "Hike": "walking:hiking",
    "Swim": "swimming:lap",
    "WeightTraining": "training:strength",
}
ODD_ZONES = {"Europe/Lisbon": "Lisbon"}
"""Some trips name their time zone in a way that no database of time zones has."""


def text_fields(fixture: FixtureActivity) -> Payload:
    """Returns the name, and the description of an athlete who has written none."""
    written = f"Write to {EMAIL}, we met in {PLACE}."
    return {"name": fixture.name, "description": written if fixture.description is None else fixture.description}


def sport_fields(fixture: FixtureActivity) -> Payload:
    """Returns the sport in the numbers of the FIT format, and whether the trip went nowhere."""
    fit_sport, fit_sub_sport = FIT_SPORTS.get(fixture.sport, (0, 0))
    return {"fit_sport": fit_sport, "fit_sub_sport": fit_sub_sport, "is_stationary": not fixture.has_track}


def place_fields(fixture: FixtureActivity) -> Payload:
    """Returns where the trip was; one without a track has corners that enclose nothing, at the ends of the map."""
    places: Payload = {"locality": PLACE, "administrative_area": PLACE, "country_code": "AT"}
    if not fixture.has_track:
        ends = {"first_lat": LATITUDE, "first_lng": LONGITUDE, "last_lat": LATITUDE, "last_lng": LONGITUDE}
        return places | ends | {"sw_lat": 90.0, "sw_lng": 180.0, "ne_lat": -90.0, "ne_lng": -180.0}
    corners = ("first", "last", "sw", "ne")
    return (
        places | {f"{corner}_lat": LATITUDE for corner in corners} | {f"{corner}_lng": LONGITUDE for corner in corners}
    )


def length_fields(fixture: FixtureActivity) -> Payload:
    """Returns distance and climbing in meters and times in seconds; `duration` includes the pauses."""
    climbing = 0.9 + fixture.start % 5 * 0.05
    return {
        "distance": round(fixture.distance_m * (1 + (fixture.start % 7 - 3) / 2000), 1),
        "duration": fixture.elapsed_s,
        "moving_time": _moving_s(fixture),
        "elevation_gain": round(fixture.gain_m * climbing, 3),
        "elevation_loss": round(fixture.gain_m * climbing, 3),
    }


def _moving_s(fixture: FixtureActivity) -> int:
    return max(0, fixture.moving_s - fixture.start % 9)


def speed_fields(fixture: FixtureActivity) -> dict[str, float]:
    """Returns speeds in km/h."""
    lengths = length_fields(fixture)
    speed = lengths["distance"] / lengths["moving_time"] * 3.6 if lengths["moving_time"] else 0.0
    return {"avg_speed": speed, "max_speed": speed * 1.9}


def sensor_fields(fixture: FixtureActivity) -> Payload:
    """Returns what sensors measured; without a sensor the fields are null."""
    heart_rate = None if fixture.manual else fixture.heart_rate
    is_ride = "Ride" in fixture.sport
    cadence = 70 + fixture.start % 15 if is_ride else None
    watts = 140 + fixture.start % 60 if is_ride else None
    measured_watts = watts if fixture.trainer else None  # outdoors the platform estimates them, without extremes
    return {
        **_extremes("hr", heart_rate, 44, 27),
        **_extremes("cad", cadence, 50, 30),
        **_extremes("watts", measured_watts, 120, 80),
        "avg_watts": watts,
        "calories": _moving_s(fixture) // 6,
    }


def _extremes(name: str, average: int | None, below: int, above: int) -> Payload:
    if average is None:
        return {f"avg_{name}": None, f"min_{name}": None, f"max_{name}": None}
    return {f"avg_{name}": average, f"min_{name}": average - below, f"max_{name}": average + above}


def rating_fields(fixture: FixtureActivity) -> Payload:
    """Returns how RideWithGPS rates the course."""
    if not fixture.has_track:
        return {"track_type": "loop", "terrain": "unknown", "difficulty": "unknown"}
    return {"track_type": "loop", "terrain": "rolling", "difficulty": "moderate"}


def activity_type(fixture: FixtureActivity) -> str:
    """Returns the sport in RideWithGPS's words."""
    return "cycling:commute" if fixture.commute else ACTIVITY_TYPES.get(fixture.sport, "unknown:generic")


def zone_name(fixture: FixtureActivity) -> str:
    """Returns the name of the time zone, which is odd now and then."""
    return ODD_ZONES.get(fixture.zone, fixture.zone) if fixture.start % 2 else fixture.zone
