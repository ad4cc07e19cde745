"""Activities as JSON lines, and the engine's answer as JSON lines: matching without a database."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from activities.record import FILE
from activities.sports import sport_of
from matching.engine.candidate import Candidate
from matching.engine.match import match

LARGEST = 1e12
"""No instant, length or distance is larger."""


class LineError(ValueError):
    """A line that is no activity; says which line, and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One activity as it was given, and whose it is."""

    user: str | int | None
    provider_id: str | int
    candidate: Candidate


def read(lines: Iterable[bytes]) -> list[Line]:
    """The activities of the lines, blank ones left out. Raises LineError."""
    seen: dict[tuple[Any, ...], int] = {}
    found = []
    for number, text in enumerate(lines, start=1):
        if not text.strip():
            continue
        try:
            line = _line(text, number)
        except ValueError as problem:
            raise _error(number, str(problem)) from None
        before = seen.setdefault((line.user, line.candidate.provider, line.candidate.provider_id), number)
        if before != number:
            raise LineError(
                f"Line {number} was not read: it repeats the activity of line {before}. Nothing was matched."
            )
        found.append(line)
    return found


def _error(number: int, problem: str) -> LineError:
    return LineError(f"Line {number} was not read: {problem}. Nothing was matched.")


def answer(lines: Iterable[Line]) -> Iterator[dict[str, Any]]:
    """For each line its user, provider, provider id and cluster, and the clusters that may be the same workout."""
    lines = list(lines)
    by_user: dict[Any, list[Candidate]] = defaultdict(list)
    for line in lines:
        by_user[line.user].append(line.candidate)
    clusters: dict[Any, str] = {}
    possible: dict[Any, set[str]] = defaultdict(set)
    for activities in by_user.values():
        _cluster(activities, clusters, possible)
    for line in lines:
        one = line.candidate
        found = {"user": line.user, "provider": one.provider, "provider_id": line.provider_id}
        found["cluster"] = clusters[one.key]
        yield found | ({"possible": sorted(possible[one.key])} if one.key in possible else {})


def _cluster(activities: list[Candidate], clusters: dict[Any, str], possible: dict[Any, set[str]]) -> None:
    found = match(activities)
    for workout in found.workouts:
        name = f"{workout.leader.provider}:{workout.leader.provider_id}"
        clusters.update((one.key, name) for one in workout.members)
    for asked in found.questions:
        possible[asked.first.key].add(clusters[asked.second.key])
        possible[asked.second.key].add(clusters[asked.first.key])


def _line(text: bytes, number: int) -> Line:
    plain = _object(text)
    provider, provider_id = plain.get("provider"), plain.get("provider_id")
    if not isinstance(provider, str) or not provider:
        raise ValueError("it names no provider")
    if not isinstance(provider_id, str | int) or isinstance(provider_id, bool):
        raise ValueError("it has no provider_id")
    user, sport = plain.get("user"), plain.get("sport")
    if not isinstance(user, str | int | None):
        raise ValueError("its user is no text")
    if not isinstance(sport, str | None):
        raise ValueError("its sport is no text")
    start = _number(plain, "start_time_utc", -LARGEST)
    if start is None:
        raise ValueError("it has no start_time_utc, in seconds since 1970")
    return Line(
        user,
        provider_id,
        Candidate(
            key=number,
            provider=provider,
            provider_id=str(provider_id),
            source=f"{FILE}:{provider_id}" if provider == FILE else provider,
            start_s=start,
            elapsed_s=_number(plain, "duration_s"),
            moving_s=_number(plain, "moving_s"),
            distance_m=_number(plain, "distance_m"),
            sport=sport_of(provider, sport),
        ),
    )


def _object(text: bytes) -> dict[str, Any]:
    try:
        plain = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("it is not JSON") from None
    if not isinstance(plain, dict):
        raise ValueError("it is not a JSON object")
    return plain


def _number(plain: dict[str, Any], name: str, least: float = 0) -> float | None:
    value = plain.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= LARGEST:
        raise ValueError(f"its {name} is not a number{' of 0 or more' if least == 0 else ''}")
    return value
