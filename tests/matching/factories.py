"""Builds activities for the engine, with sensible values where a test gives none."""

from itertools import count
from typing import Any

from matching.engine.candidate import Candidate
from matching.engine.match import match

NOON = 1_747_310_400
"""This is 15 May 2025, 12:00 UTC."""

MINUTE, HOUR = 60, 3600
_number = count(1)


def candidate(provider="garmin", at=0.0, length=3600.0, distance=30_000.0, sport="ride", **given: Any) -> Candidate:
    """Returns a candidate that starts `at` seconds after noon; a file is its own source if no `source` is given."""
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


def match_ids(*activities: Candidate) -> list[list[str]]:
    """Returns the workouts that the engine finds, each as its activities' ids, the leader first."""
    return [[activity.key for activity in workout.members] for workout in match(activities).workouts]


def questions(*activities: Candidate) -> list[tuple[str, str, str]]:
    """Returns the kind and the two ids of each question that the engine asks."""
    return [(question.kind.value, question.first.key, question.second.key) for question in match(activities).questions]
