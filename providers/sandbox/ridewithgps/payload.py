"""Writes trips as RideWithGPS does, with everything that an application may not store.

Its numbers are slightly others than Strava's for the same recording: it smooths distance and climbing in its own way.
"""

from datetime import UTC, datetime

from providers.sandbox.database.ridewithgps_users import RideWithGpsGear, RideWithGpsUser
from providers.sandbox.database.trips import SandboxTrip
from providers.sandbox.fixture_activity import FixtureActivity, time_zone
from providers.sandbox.recording import FIT_SPORTS, PRODUCTS
from providers.sandbox.ridewithgps.profile import Payload, format_time, gear_detail
from providers.sandbox.sentinels import EMAIL, LATITUDE, LONGITUDE, PLACE, POLYLINE, STREAM

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
PUBLIC, PRIVATE = 0, 1
"""The older API gives the visibility as a number."""


def trip_summary(trip: SandboxTrip, user: RideWithGpsUser, base_url: str) -> Payload:
    """Returns a trip as the list of the API v1 holds it."""
    fixture = trip.fixture
    fit_sport, fit_sub_sport = FIT_SPORTS.get(fixture.sport, (0, 0))
    return {
        "id": trip.id,
        "url": f"{base_url}/api/v1/trips/{trip.id}.json",
        "name": fixture.name,
        "description": f"Write to {EMAIL}, we met in {PLACE}.",
        "visibility": "private" if fixture.only_me else "public",
        **_place_fields(fixture),
        "departed_at": fixture.local_start.isoformat(),
        "time_zone": _zone_name(fixture),
        "activity_type": _activity_type(fixture),
        "fit_sport": fit_sport,
        "fit_sub_sport": fit_sub_sport,
        "is_stationary": not fixture.has_track,
        **{field: round(value) for field, value in _length_fields(fixture).items()},
        **{field: round(value, 1) for field, value in _speed_fields(fixture).items()},
        **_sensor_fields(fixture),
        **_rating_fields(fixture),
        "created_at": _local_time(trip.created_at, fixture),
        "updated_at": _local_time(trip.updated_at, fixture),
        "user_id": user.id,
        "device": fixture.device,
    }


def trip_detail(trip: SandboxTrip, user: RideWithGpsUser, gear: RideWithGpsGear | None, base_url: str) -> Payload:
    """Returns a trip as its own address in the API v1 gives it."""
    return trip_summary(trip, user, base_url) | {
        "track_points": _track_points(trip.fixture),
        "photos": [
            {
                "id": trip.id + 1,
                "lat": LATITUDE,
                "lng": LONGITUDE,
                "caption": f"{PLACE}, {EMAIL}",
                "checksum": POLYLINE,
            }
        ],
        "gear": gear_detail(gear, user) if gear else None,
    }


def legacy_trip(trip: SandboxTrip, user: RideWithGpsUser, gear: RideWithGpsGear | None) -> Payload:
    """Returns a trip as the older API lists it: with fractions of meters, and times in UTC."""
    fixture = trip.fixture
    fit_sport, fit_sub_sport = FIT_SPORTS.get(fixture.sport, (0, 0))
    return {
        "id": trip.id,
        "group_membership_id": None,
        "created_at": format_time(datetime.fromtimestamp(trip.created_at, UTC)),
        "gear_id": gear.id if gear else None,
        "departed_at": format_time(fixture.started_at),
        **_length_fields(fixture),
        "visibility": PRIVATE if fixture.only_me else PUBLIC,
        "is_gps": fixture.has_track,
        "name": fixture.name,
        "description": f"Write to {EMAIL}, we met in {PLACE}.",
        **_place_fields(fixture),
        **{field: round(value, 4) for field, value in _speed_fields(fixture).items()},
        **_sensor_fields(fixture),
        "processed": True,
        "is_stationary": not fixture.has_track,
        "updated_at": format_time(datetime.fromtimestamp(trip.updated_at, UTC)),
        "time_zone": _zone_name(fixture),
        "user_id": user.id,
        "deleted_at": None,
        "track_id": f"{trip.id:024x}",
        "source_type": "garmin_connect" if fixture.device else "web",
        "likes_count": 0,
        **_rating_fields(fixture),
        "activity_type_id": 0,
        "activity_category_id": 0,
        "vam": 0,
        "work": None,
        "max_grade": None,
        "fit_sport": fit_sport,
        "fit_sub_sport": fit_sub_sport,
        "hr_zones": {"1": fixture.moving_s, "2": 0, "3": 0, "4": 0, "5": 0} if fixture.heart_rate else None,
        "fit_product": PRODUCTS.get(fixture.device or ""),
        "highlighted_photo_id": trip.id + 1,
        "highlighted_photo_checksum": POLYLINE,
        "utc_offset": fixture.utc_offset_s,
    }


def _place_fields(fixture: FixtureActivity) -> Payload:
    """Returns where the trip was; one without a track has corners that enclose nothing, at the ends of the map."""
    places: Payload = {"locality": PLACE, "administrative_area": PLACE, "country_code": "AT"}
    if not fixture.has_track:
        ends = {"first_lat": LATITUDE, "first_lng": LONGITUDE, "last_lat": LATITUDE, "last_lng": LONGITUDE}
        return places | ends | {"sw_lat": 90.0, "sw_lng": 180.0, "ne_lat": -90.0, "ne_lng": -180.0}
    corners = ("first", "last", "sw", "ne")
    return (
        places | {f"{corner}_lat": LATITUDE for corner in corners} | {f"{corner}_lng": LONGITUDE for corner in corners}
    )


def _length_fields(fixture: FixtureActivity) -> Payload:
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
    return fixture.moving_s - fixture.start % 9


def _speed_fields(fixture: FixtureActivity) -> dict[str, float]:
    """Returns speeds in km/h."""
    distance = float(_length_fields(fixture)["distance"])
    speed = distance / _moving_s(fixture) * 3.6
    return {"avg_speed": speed, "max_speed": speed * 1.9}


def _sensor_fields(fixture: FixtureActivity) -> Payload:
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


def _rating_fields(fixture: FixtureActivity) -> Payload:
    if not fixture.has_track:
        return {"track_type": "loop", "terrain": "unknown", "difficulty": "unknown"}
    return {"track_type": "loop", "terrain": "rolling", "difficulty": "moderate"}


def _activity_type(fixture: FixtureActivity) -> str:
    return "cycling:commute" if fixture.commute else ACTIVITY_TYPES.get(fixture.sport, "unknown:generic")


def _zone_name(fixture: FixtureActivity) -> str:
    return ODD_ZONES.get(fixture.zone, fixture.zone) if fixture.start % 2 else fixture.zone


def _local_time(timestamp: float, fixture: FixtureActivity) -> str:
    return datetime.fromtimestamp(int(timestamp), time_zone(fixture.zone)).isoformat()


def _track_points(fixture: FixtureActivity) -> list[Payload]:
    position = {"x": LONGITUDE, "y": LATITUDE} if fixture.has_track else {}
    return [
        {**position, "d": STREAM * number, "e": STREAM, "t": fixture.start + number, "s": STREAM, "h": STREAM}
        for number in range(3)
    ]
