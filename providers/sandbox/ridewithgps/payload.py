"""Writes trips as the API v1 does, with everything that an application may not store."""

from datetime import datetime

from providers.sandbox.database.ridewithgps_users import RideWithGpsGear, RideWithGpsUser
from providers.sandbox.database.trips import SandboxTrip
from providers.sandbox.fixture_activity import FixtureActivity, time_zone
from providers.sandbox.ridewithgps import trip_fields
from providers.sandbox.ridewithgps.profile import Payload, gear_detail
from providers.sandbox.sentinels import EMAIL, LATITUDE, LONGITUDE, PLACE, POLYLINE, STREAM


def trip_summary(trip: SandboxTrip, user: RideWithGpsUser, base_url: str) -> Payload:
    """Returns a trip as the list of the API v1 holds it."""
    fixture = trip.fixture
    return {
        "id": trip.id,
        "url": f"{base_url}/api/v1/trips/{trip.id}.json",
        **trip_fields.text_fields(fixture),
        "visibility": "private" if fixture.only_me else "public",
        **trip_fields.place_fields(fixture),
        "departed_at": fixture.local_start.isoformat(),
        "time_zone": trip_fields.zone_name(fixture),
        "activity_type": trip_fields.activity_type(fixture),
        **trip_fields.sport_fields(fixture),
        **{field: round(value) for field, value in trip_fields.length_fields(fixture).items()},
        **{field: round(value, 1) for field, value in trip_fields.speed_fields(fixture).items()},
        **trip_fields.sensor_fields(fixture),
        **trip_fields.rating_fields(fixture),
        "created_at": _local_time(trip.created_at, fixture),
        "updated_at": _local_time(trip.updated_at, fixture),
        "user_id": user.id,
        "device": fixture.device,
        "photos": [_photo(trip)],
    }


def trip_detail(trip: SandboxTrip, user: RideWithGpsUser, gear: RideWithGpsGear | None, base_url: str) -> Payload:
    """Returns a trip as its own address in the API v1 gives it."""
    return trip_summary(trip, user, base_url) | {
        "track_points": _track_points(trip.fixture),
        "gear": gear_detail(gear, user) if gear else None,
    }


def _photo(trip: SandboxTrip) -> Payload:
    position = {"lat": LATITUDE, "lng": LONGITUDE, "elevation": STREAM}
    return {"id": trip.id + 1, **position, "caption": f"{PLACE}, {EMAIL}", "checksum": POLYLINE}


def _local_time(timestamp: float, fixture: FixtureActivity) -> str:
    return datetime.fromtimestamp(int(timestamp), time_zone(fixture.zone)).isoformat()


def _track_points(fixture: FixtureActivity) -> list[Payload]:
    position = {"x": LONGITUDE, "y": LATITUDE} if fixture.has_track else {}
    return [
        {**position, "d": STREAM * number, "e": STREAM, "t": fixture.start + number, "s": STREAM, "h": STREAM}
        for number in range(3)
    ]
