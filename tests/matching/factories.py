"""Activities for the engine, with sensible values where a test says nothing."""

from itertools import count
from typing import Any

from matching.engine.candidate import Candidate
from matching.engine.match import match

NOON = 1_747_310_400
"""15 May 2025, 12:00 UTC."""
MINUTE, HOUR = 60, 3600
_number = count(1)


def one(provider="garmin", at=0.0, length=3600.0, distance=30_000.0, sport="ride", **given: Any) -> Candidate:
    """A candidate that starts `at` seconds after noon; a file is a source of its own unless `source` says which."""
    id_ = given.pop("id", None) or f"{provider}-{next(_number):06}"
    source = given.pop("source", None) or (f"file:{id_}" if provider == "file" else provider)
    return Candidate(
        key=id_,
        provider=provider,
        provider_id=id_,
        source=source,
        start_s=NOON + at,
        elapsed_s=length,
        distance_m=distance,
        sport=sport,
        **given,
    )


def workouts(*activities: Candidate) -> list[list[str]]:
    """The workouts that the engine makes, each as its activities' ids, the leader first."""
    return [[each.key for each in workout.members] for workout in match(activities).workouts]


def questions(*activities: Candidate) -> list[tuple[str, str, str]]:
    """What the engine asks: kind and the two ids."""
    return [(asked.kind.value, asked.first.key, asked.second.key) for asked in match(activities).questions]
