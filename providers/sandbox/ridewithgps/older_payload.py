"""Writes trips as the older API does: with fractions of meters, times in UTC, and numbers for words."""

from datetime import UTC, datetime

from providers.sandbox.database.ridewithgps_users import RideWithGpsGear, RideWithGpsUser
from providers.sandbox.database.trips import SandboxTrip
from providers.sandbox.fixture_activity import FixtureActivity
from providers.sandbox.recording import PRODUCTS
from providers.sandbox.ridewithgps import trip_fields
from providers.sandbox.ridewithgps.profile import Payload, format_time
from providers.sandbox.sentinels import POLYLINE, STREAM

PUBLIC, PRIVATE = 0, 1


def trip_row(trip: SandboxTrip, user: RideWithGpsUser, gear: RideWithGpsGear | None) -> Payload:
    """Returns a trip as the older API lists it: with fractions of meters, and times in UTC."""
    fixture = trip.fixture
    return {
        "id": trip.id,
        "group_membership_id": None,
        "created_at": format_time(datetime.fromtimestamp(trip.created_at, UTC)),
        "gear_id": gear.id if gear else None,
        "departed_at": format_time(fixture.started_at),
        **trip_fields.length_fields(fixture),
        "visibility": PRIVATE if fixture.only_me else PUBLIC,
        "is_gps": fixture.has_track,
        **trip_fields.text_fields(fixture),
        **trip_fields.place_fields(fixture),
        **{field: round(value, 4) for field, value in trip_fields.speed_fields(fixture).items()},
        **_sensor_fields(fixture),
        "processed": True,
        "updated_at": format_time(datetime.fromtimestamp(trip.updated_at, UTC)),
        "time_zone": trip_fields.zone_name(fixture),
        "user_id": user.id,
        "deleted_at": None,
        "track_id": f"{trip.id:024x}",
        "source_type": "garmin_connect" if fixture.device else "web",
        "likes_count": 0,
        **trip_fields.rating_fields(fixture),
        "activity_type_id": 0,
        "activity_category_id": 0,
        "vam": 0,
        "work": None,
        "max_grade": STREAM,
        **trip_fields.sport_fields(fixture),
        "hr_zones": {"1": fixture.moving_s, "2": 0, "3": 0, "4": 0, "5": 0} if fixture.heart_rate else None,
        "fit_product": PRODUCTS.get(fixture.device or ""),
        "highlighted_photo_id": trip.id + 1,
        "highlighted_photo_checksum": POLYLINE,
        "utc_offset": fixture.utc_offset_s,
    }


def _sensor_fields(fixture: FixtureActivity) -> Payload:
    """Returns what sensors measured; here watts have fractions."""
    fields = trip_fields.sensor_fields(fixture)
    watts = {name: float(value) for name, value in fields.items() if name.endswith("_watts") and value is not None}
    return fields | watts
