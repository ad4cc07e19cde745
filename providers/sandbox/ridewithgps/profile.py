"""Writes users and their gear as RideWithGPS does, with more than an application may store."""

from datetime import UTC, datetime
from typing import Any

from providers.sandbox.database.athletes import SandboxAthlete
from providers.sandbox.database.ridewithgps_users import RideWithGpsGear, RideWithGpsUser
from providers.sandbox.sentinels import EMAIL, LATITUDE, LONGITUDE, PLACE

Payload = dict[str, Any]


def user_summary(user: RideWithGpsUser, athlete: SandboxAthlete) -> Payload:
    """Returns the user as the API v1 does."""
    joined_at = format_time(datetime.fromtimestamp(user.joined_at, UTC))
    return {
        "id": user.id,
        "name": f"{athlete.first} {athlete.last}",
        "email": EMAIL,
        "created_at": joined_at,
        "updated_at": joined_at,
    }


def user_with_gear(user: RideWithGpsUser, athlete: SandboxAthlete, gear: list[RideWithGpsGear]) -> Payload:
    """Returns the user as the older API does, with place and gear."""
    return user_summary(user, athlete) | {
        "display_name": f"{athlete.first} {athlete.last}",
        "first_name": athlete.first,
        "last_name": athlete.last,
        "locality": PLACE,
        "administrative_area": PLACE,
        "country_code": "AT",
        "lat": LATITUDE,
        "lng": LONGITUDE,
        "gear": [gear_row(item, user) for item in gear],
    }


def gear_detail(gear: RideWithGpsGear, user: RideWithGpsUser) -> Payload:
    """Returns gear as a trip of the API v1 holds it; it has no nickname there."""
    fixture = gear.gear.fixture
    return {
        "id": gear.id,
        "make": fixture.brand,
        "model": fixture.model,
        "description": f"From {EMAIL}",
        "exclude_from_totals": False,
        "created_at": format_time(datetime.fromtimestamp(user.joined_at, UTC)),
    }


def gear_row(gear: RideWithGpsGear, user: RideWithGpsUser) -> Payload:
    """Returns gear as the older API lists it; its nickname can be empty."""
    fixture = gear.gear.fixture
    names = {"name": fixture.nickname or f"{fixture.brand} {fixture.model}", "nickname": fixture.nickname or None}
    return gear_detail(gear, user) | names | {"user_id": user.id, "distance": round(fixture.distance_m, 1)}


def format_time(time: datetime) -> str:
    """Returns a time in UTC as RideWithGPS writes it."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
