"""What the athlete does: how fast, how hard, with what."""

import math
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from random import Random

from providers.sandbox.outing import Outing, zone_of

HOME, ABROAD = "Europe/Vienna", "Europe/Lisbon"
EDGE, WATCH = "Garmin Edge 530", "Garmin Forerunner 245"


@dataclass(frozen=True, slots=True)
class Kind:
    """A way to be out; speed in m/s, climbing in metres a kilometre, `kept` the share kept as files."""

    sport: str
    device: str
    speed: tuple[float, float] = (0.0, 0.0)
    climb: float = 0.0
    heart_rate: tuple[int, int] | None = None
    gear: str | None = None
    kept: float = 0.25
    trainer: bool = False


KINDS = {
    "commute": Kind("Ride", EDGE, (5.2, 6.3), 4, (108, 124), "city", 0.28),
    "long": Kind("Ride", EDGE, (6.6, 8.2), 9, (126, 144), "road", 0.9),
    "gravel": Kind("GravelRide", EDGE, (5.0, 6.2), 13, (128, 146), "road", 0.6),
    "run": Kind("Run", WATCH, (2.7, 3.3), 5, (142, 158), "shoes", 0.45),
    "trail": Kind("TrailRun", WATCH, (2.1, 2.6), 32, (144, 160), "trail", 0.6),
    "hike": Kind("Hike", WATCH, (0.95, 1.25), 55, (98, 114), None, 0.6),
    "swim": Kind("Swim", WATCH, (0.7, 0.9), 0, None, None),
    "strength": Kind("WeightTraining", WATCH, heart_rate=(95, 112)),
    "virtual": Kind("VirtualRide", EDGE, (7.4, 9.0), 8, (138, 156), "road", trainer=True),
}
DAY_PARTS = ((11, "Morning"), (14, "Lunch"), (18, "Afternoon"), (22, "Evening"), (24, "Night"))
WORDS = {"WeightTraining": "Weight Training", "VirtualRide": "Virtual Ride", "GravelRide": "Gravel Ride"}


def usual_name(sport: str, hour: int) -> str:
    """The name that Strava gives: "Morning Ride"."""
    part = next(word for until, word in DAY_PARTS if hour < until)
    return f"{part} {WORDS.get(sport, sport.replace('TrailRun', 'Trail Run'))}"


def go(rng: Random, kind: str, begin: datetime, metres: float, name: str = "", bike: str = "") -> Outing:
    """An outing of a kind: `begin` is wall-clock time there, with its zone; 0 metres last about 50 minutes."""
    what = KINDS[kind]
    metres = round(metres * rng.uniform(0.98, 1.02), 1)
    moving = metres / rng.uniform(*what.speed) if metres else rng.uniform(2400, 3600)
    pause = 0 if what.trainer or not metres else moving * rng.choice((0, 0.01, 0.03, 0.08))
    year = (begin.timetuple().tm_yday - 15) / 365
    warmth = 11 - 11 * math.cos(2 * math.pi * year) + rng.uniform(-4, 5)
    return Outing(
        start=int(begin.timestamp()) + rng.randrange(60),
        zone=str(begin.tzinfo),
        sport=what.sport,
        name=name or usual_name(what.sport, begin.hour),
        elapsed_s=int(moving + pause),
        moving_s=int(moving),
        distance_m=metres,
        gain_m=round(metres / 1000 * what.climb * rng.uniform(0.7, 1.3), 1),
        heart_rate=rng.randint(*what.heart_rate) if what.heart_rate else None,
        temperature=round(warmth) if what.device == EDGE and not what.trainer else None,
        gear=bike or what.gear,
        device=what.device,
        trainer=what.trainer,
        commute=kind == "commute",
    )


def ride_now(end: int, rng: Random) -> Outing:
    """A ride at home that ends at this Unix second."""
    begin = datetime.fromtimestamp(end - 5400, UTC).astimezone(zone_of(HOME))
    outing = go(rng, "long", begin, 30_000)
    return replace(outing, start=end - outing.elapsed_s, gear=None)
