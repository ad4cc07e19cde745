"""Matches activities given as JSON lines and answers in JSON lines, without a database."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from activities.record import FILE_PROVIDER
from activities.sports import sport_of
from matching.engine.candidate import Candidate
from matching.engine.match import match

MAX_NUMBER = 1e12
"""No instant, length or distance is larger."""


class LineError(ValueError):
    """A line holds no activity; the message says which line, and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class RecordLine:
    """Represents one activity as it was given, and its user."""

    user: str | int | None
    provider_id: str | int
    candidate: Candidate


def read_lines(lines: Iterable[bytes]) -> list[RecordLine]:
    """Returns the activities of the lines and skips blank ones. Raises LineError."""
    numbers: dict[tuple[Any, ...], int] = {}
    records = []
    for number, text in enumerate(lines, start=1):
        if not text.strip():
            continue
        try:
            record = _parse(text, number)
        except ValueError as error:
            raise _line_error(number, str(error)) from None
        first = numbers.setdefault((record.user, record.candidate.provider, record.candidate.provider_id), number)
        if first != number:
            raise _line_error(number, f"it repeats the activity of line {first}")
        records.append(record)
    return records


def _line_error(number: int, problem: str) -> LineError:
    return LineError(f"Line {number} was not read: {problem}. Nothing was matched.")


def match_lines(records: Iterable[RecordLine]) -> Iterator[dict[str, Any]]:
    """Yields for each line its user, provider, provider id and cluster, and the clusters that may be the same."""
    records = list(records)
    by_user: dict[Any, list[Candidate]] = defaultdict(list)
    for record in records:
        by_user[record.user].append(record.candidate)
    clusters: dict[Any, str] = {}
    possible: dict[Any, set[str]] = defaultdict(set)
    for activities in by_user.values():
        _match_user(activities, clusters, possible)
    for record in records:
        activity = record.candidate
        answer = {"user": record.user, "provider": activity.provider, "provider_id": record.provider_id}
        answer["cluster"] = clusters[activity.key]
        yield answer | ({"possible": sorted(possible[activity.key])} if activity.key in possible else {})


def _match_user(activities: list[Candidate], clusters: dict[Any, str], possible: dict[Any, set[str]]) -> None:
    matching = match(activities)
    for workout in matching.workouts:
        cluster = f"{workout.leader.provider}:{workout.leader.provider_id}"
        clusters.update((activity.key, cluster) for activity in workout.members)
    for question in matching.questions:
        possible[question.first.key].add(clusters[question.second.key])
        possible[question.second.key].add(clusters[question.first.key])


def _parse(text: bytes, number: int) -> RecordLine:
    fields = _object(text)
    provider, provider_id = fields.get("provider"), fields.get("provider_id")
    if not isinstance(provider, str) or not provider:
        raise ValueError("it names no provider")
    if not isinstance(provider_id, str | int) or isinstance(provider_id, bool):
        raise ValueError("it has no provider_id")
    user, sport = fields.get("user"), fields.get("sport")
    if not isinstance(user, str | int | None):
        raise ValueError("its user is no text")
    if not isinstance(sport, str | None):
        raise ValueError("its sport is no text")
    start = _number(fields, "start_time_utc", -MAX_NUMBER)
    if start is None:
        raise ValueError("it has no start_time_utc, in seconds since 1970")
    return RecordLine(
        user,
        provider_id,
        Candidate(
            key=number,
            provider=provider,
            provider_id=str(provider_id),
            source=f"{FILE_PROVIDER}:{provider_id}" if provider == FILE_PROVIDER else provider,
            start_s=start,
            elapsed_s=_number(fields, "duration_s"),
            moving_s=_number(fields, "moving_s"),
            distance_m=_number(fields, "distance_m"),
            sport=sport_of(provider, sport),
        ),
    )


def _object(text: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("it is not JSON") from None
    if not isinstance(fields, dict):
        raise ValueError("it is not a JSON object")
    return fields


def _number(fields: dict[str, Any], name: str, least: float = 0) -> float | None:
    value = fields.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= MAX_NUMBER:
        raise ValueError(f"its {name} is not a number{' of 0 or more' if least == 0 else ''}")
    return value
