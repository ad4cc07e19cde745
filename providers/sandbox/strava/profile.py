"""Athletes and their gear as Strava writes them, with more than an application may keep."""

from datetime import UTC, datetime
from typing import Any

from providers.sandbox.sentinels import EMAIL, PLACE
from providers.sandbox.store.athletes import Athlete, OwnedGear

Payload = dict[str, Any]


def gear_summary(owned: OwnedGear) -> Payload:
    """Gear as it stands with an athlete or an activity."""
    gear = owned.gear
    return {
        "id": owned.id,
        "primary": gear.is_primary,
        "name": gear.name,
        "nickname": gear.nickname,
        "resource_state": 2,
        "retired": gear.retired,
        "distance": round(gear.distance_m),
        "converted_distance": round(gear.distance_m / 1609.344, 1),
    }


def gear_detail(owned: OwnedGear) -> Payload:
    """Gear alone."""
    bike = {"frame_type": 3, "weight": 9.0} if owned.gear.kind == "b" else {}
    named = {"brand_name": owned.gear.brand, "model_name": owned.gear.model, "description": f"From {EMAIL}"}
    return gear_summary(owned) | {"resource_state": 3} | named | bike


def athlete_summary(athlete: Athlete) -> Payload:
    """The athlete as a token answer tells it."""
    made = stamp(datetime.fromtimestamp(athlete.made_at, UTC))
    return {
        "id": athlete.number,
        "username": f"athlete_{athlete.number}",
        "resource_state": 2,
        "firstname": athlete.first,
        "lastname": athlete.last,
        "bio": EMAIL,
        "city": PLACE,
        "state": PLACE,
        "country": "Austria",
        "sex": None,
        "premium": True,
        "summit": True,
        "created_at": made,
        "updated_at": made,
        "badge_type_id": 1,
        "weight": 70.5,
    }


def athlete_detail(athlete: Athlete, gear: list[OwnedGear]) -> Payload:
    """The athlete with gear; Strava leaves out what is retired."""
    used = [owned for owned in gear if not owned.gear.retired]
    return athlete_summary(athlete) | {
        "resource_state": 3,
        "email": EMAIL,
        "measurement_preference": "meters",
        "date_preference": "%m/%d/%Y",
        "ftp": None,
        "clubs": [],
        "bikes": [gear_summary(owned) for owned in used if owned.gear.kind == "b"],
        "shoes": [gear_summary(owned) for owned in used if owned.gear.kind == "g"],
    }


def stamp(moment: datetime) -> str:
    """An instant as Strava writes it; it puts Z behind a wall clock, too."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
