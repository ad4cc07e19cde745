"""Reads activities and decisions from JSON lines."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from activities.record import FILE_PROVIDER
from activities.sports import sport_of
from matching.engine.candidate import Candidate
from matching.engine.decision_kind import DecisionKind

MAX_NUMBER = 1e12
"""No instant, length or distance is larger."""


class LineError(ValueError):
    """A line holds neither an activity nor a decision; the message says which line, and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class RecordLine:
    """Represents one activity as it was given, and its user."""

    user: str | int | None
    provider_id: str | int
    candidate: Candidate


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """Represents what a user decided about two activities, each named by provider and provider id."""

    user: str | int | None
    kind: DecisionKind
    first: tuple[str, str]
    second: tuple[str, str]
    decided_at: float


Line = RecordLine | DecisionLine


def read_lines(lines: Iterable[bytes]) -> list[Line]:
    """Returns the activities and decisions of the lines and skips blank ones. Raises LineError."""
    numbers: dict[tuple[Any, ...], int] = {}
    parsed: list[Line] = []
    for number, text in enumerate(lines, start=1):
        if not text.strip():
            continue
        try:
            line = _parse(text, number)
        except ValueError as error:
            raise _line_error(number, str(error)) from None
        parsed.append(line)
        if isinstance(line, RecordLine):
            first = numbers.setdefault((line.user, line.candidate.provider, line.candidate.provider_id), number)
            if first != number:
                raise _line_error(number, f"it repeats the activity of line {first}")
    return parsed


def _line_error(number: int, problem: str) -> LineError:
    return LineError(f"Line {number} was not read: {problem}. Nothing was matched.")


def _parse(text: bytes, number: int) -> Line:
    fields = _object(text)
    user = fields.get("user")
    if not isinstance(user, str | int | None):
        raise ValueError("its user is no text")
    return _parse_decision(fields, user) if "decision" in fields else _parse_record(fields, user, number)


def _parse_decision(fields: dict[str, Any], user: str | int | None) -> DecisionLine:
    if fields["decision"] not in list(DecisionKind):
        raise ValueError(f"its decision is none of {', '.join(DecisionKind)}")
    first, second = (_parse_reference(fields, name) for name in ("a", "b"))
    if first == second:
        raise ValueError("it is about one activity only")
    return DecisionLine(user, DecisionKind(fields["decision"]), first, second, _parse_instant(fields))


def _parse_reference(fields: dict[str, Any], name: str) -> tuple[str, str]:
    match fields.get(name):
        case [str(provider), str() | int() as provider_id] if provider and not isinstance(provider_id, bool):
            return provider, str(provider_id)
    raise ValueError(f"its {name} is not a provider and a provider_id")


def _parse_instant(fields: dict[str, Any]) -> float:
    """Returns `at`, a number of seconds since 1970 or an ISO date and time, in seconds since 1970."""
    value = fields.get("at")
    if isinstance(value, str):
        try:
            instant = datetime.fromisoformat(value)
        except ValueError:
            raise ValueError("its at is not a date and time") from None
        return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).timestamp()
    seconds = _number(fields, "at", -MAX_NUMBER)
    if seconds is None:
        raise ValueError("it has no at, in seconds since 1970")
    return seconds


def _parse_record(fields: dict[str, Any], user: str | int | None, number: int) -> RecordLine:
    provider, provider_id, sport = fields.get("provider"), fields.get("provider_id"), fields.get("sport")
    if not isinstance(provider, str) or not provider:
        raise ValueError("it names no provider")
    if not isinstance(provider_id, str | int) or isinstance(provider_id, bool):
        raise ValueError("it has no provider_id")
    if not isinstance(sport, str | None):
        raise ValueError("its sport is no text")
    start = _number(fields, "start_time_utc", -MAX_NUMBER)
    if start is None:
        raise ValueError("it has no start_time_utc, in seconds since 1970")
    return RecordLine(user, provider_id, _candidate(fields, number, provider, str(provider_id), start))


def _candidate(fields: dict[str, Any], number: int, provider: str, provider_id: str, start: float) -> Candidate:
    return Candidate(
        key=number,
        provider=provider,
        provider_id=provider_id,
        source=f"{FILE_PROVIDER}:{provider_id}" if provider == FILE_PROVIDER else provider,
        start_s=start,
        elapsed_s=_number(fields, "duration_s"),
        moving_s=_number(fields, "moving_s"),
        distance_m=_number(fields, "distance_m"),
        sport=sport_of(provider, fields.get("sport")),
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
