"""Defines the kinds of activities of a made-up athlete: how fast, how hard, with which gear."""

import math
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from random import Random

from providers.sandbox.fixture_activity import FixtureActivity, time_zone

HOME, ABROAD = "Europe/Vienna", "Europe/Lisbon"
EDGE, WATCH = "Garmin Edge 530", "Garmin Forerunner 245"


@dataclass(frozen=True, slots=True)
class ActivityKind:
    """Describes a kind of activity; speed is in m/s, climbing in meters per kilometer.

    `file_share` is the share of its activities that the athlete has as files.
    """

    sport: str
    device: str
    speed: tuple[float, float] = (0.0, 0.0)
    climb: float = 0.0
    heart_rate: tuple[int, int] | None = None
    gear: str | None = None
    file_share: float = 0.25
    is_trainer: bool = False


ACTIVITY_KINDS = {
    "commute": ActivityKind("Ride", EDGE, (5.2, 6.3), 4, (108, 124), "city", 0.28),
    "long": ActivityKind("Ride", EDGE, (6.6, 8.2), 9, (126, 144), "road", 0.9),
    "gravel": ActivityKind("GravelRide", EDGE, (5.0, 6.2), 13, (128, 146), "road", 0.6),
    "run": ActivityKind("Run", WATCH, (2.7, 3.3), 5, (142, 158), "shoes", 0.45),
    "trail": ActivityKind("TrailRun", WATCH, (2.1, 2.6), 32, (144, 160), "trail", 0.6),
    "hike": ActivityKind("Hike", WATCH, (0.95, 1.25), 55, (98, 114), None, 0.6),
    "swim": ActivityKind("Swim", WATCH, (0.7, 0.9), 0, None, None),
    "strength": ActivityKind("WeightTraining", WATCH, heart_rate=(95, 112)),
    "virtual": ActivityKind("VirtualRide", EDGE, (7.4, 9.0), 8, (138, 156), "road", is_trainer=True),
}
DAY_PARTS = ((11, "Morning"), (14, "Lunch"), (18, "Afternoon"), (22, "Evening"), (24, "Night"))
SPORT_LABELS = {
    "WeightTraining": "Weight Training",
    "VirtualRide": "Virtual Ride",
    "GravelRide": "Gravel Ride",
    "TrailRun": "Trail Run",
}


def default_name(sport: str, hour: int) -> str:
    """Returns the name that Strava gives an activity: "Morning Ride"."""
    day_part = next(label for until, label in DAY_PARTS if hour < until)
    return f"{day_part} {SPORT_LABELS.get(sport, sport)}"


def generate_activity(
    rng: Random, kind_name: str, start: datetime, distance_m: float, name: str = "", bike: str = ""
) -> FixtureActivity:
    """Returns an activity of a kind; `start` is local time with its zone.  0 meters make it last about 50 minutes."""
    kind = ACTIVITY_KINDS[kind_name]
    distance_m = round(distance_m * rng.uniform(0.98, 1.02), 1)
    moving_s = distance_m / rng.uniform(*kind.speed) if distance_m else rng.uniform(2400, 3600)
    pause_s = 0 if kind.is_trainer or not distance_m else moving_s * rng.choice((0, 0.01, 0.03, 0.08))
    year_share = (start.timetuple().tm_yday - 15) / 365
    temperature = 11 - 11 * math.cos(2 * math.pi * year_share) + rng.uniform(-4, 5)
    return FixtureActivity(
        start=int(start.timestamp()) + rng.randrange(60),
        zone=str(start.tzinfo),
        sport=kind.sport,
        name=name or default_name(kind.sport, start.hour),
        elapsed_s=int(moving_s + pause_s),
        moving_s=int(moving_s),
        distance_m=distance_m,
        gain_m=round(distance_m / 1000 * kind.climb * rng.uniform(0.7, 1.3), 1),
        heart_rate=rng.randint(*kind.heart_rate) if kind.heart_rate else None,
        temperature=round(temperature) if kind.device == EDGE and not kind.is_trainer else None,
        gear=bike or kind.gear,
        device=kind.device,
        trainer=kind.is_trainer,
        commute=kind_name == "commute",
    )


def generate_recent_ride(end: int, rng: Random) -> FixtureActivity:
    """Returns a ride at home that ends at a Unix second."""
    start = datetime.fromtimestamp(end - 5400, UTC).astimezone(time_zone(HOME))
    ride = generate_activity(rng, "long", start, 30_000)
    return replace(ride, start=end - ride.elapsed_s, gear=None)
