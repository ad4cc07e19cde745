"""Writes athletes and their gear as Strava does, with more than an application may store."""

from datetime import UTC, datetime
from typing import Any

from providers.sandbox.database.athletes import SandboxAthlete, SandboxGear
from providers.sandbox.sentinels import EMAIL, PLACE

Payload = dict[str, Any]


def gear_summary(gear: SandboxGear) -> Payload:
    """Returns gear as an athlete or an activity holds it."""
    fixture = gear.fixture
    return {
        "id": gear.id,
        "primary": fixture.is_primary,
        "name": fixture.name,
        "nickname": fixture.nickname,
        "resource_state": 2,
        "retired": fixture.is_retired,
        "distance": round(fixture.distance_m),
        "converted_distance": round(fixture.distance_m / 1609.344, 1),
    }


def gear_detail(gear: SandboxGear) -> Payload:
    """Returns gear as its own address gives it."""
    bike_fields = {"frame_type": 3, "weight": 9.0} if gear.fixture.kind == "b" else {}
    model = {"brand_name": gear.fixture.brand, "model_name": gear.fixture.model, "description": f"From {EMAIL}"}
    return gear_summary(gear) | {"resource_state": 3} | model | bike_fields


def athlete_summary(athlete: SandboxAthlete) -> Payload:
    """Returns the athlete as the response with tokens holds it."""
    created_at = format_time(datetime.fromtimestamp(athlete.created_at, UTC))
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
        "created_at": created_at,
        "updated_at": created_at,
        "badge_type_id": 1,
        "weight": 70.5,
    }


def athlete_detail(athlete: SandboxAthlete, gear: list[SandboxGear]) -> Payload:
    """Returns the athlete with gear; Strava leaves out retired gear."""
    active = [item for item in gear if not item.fixture.is_retired]
    return athlete_summary(athlete) | {
        "resource_state": 3,
        "email": EMAIL,
        "measurement_preference": "meters",
        "date_preference": "%m/%d/%Y",
        "ftp": None,
        "clubs": [],
        "bikes": [gear_summary(item) for item in active if item.fixture.kind == "b"],
        "shoes": [gear_summary(item) for item in active if item.fixture.kind == "g"],
    }


def format_time(time: datetime) -> str:
    """Returns a time as Strava writes it; it adds Z to local times, too."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")
