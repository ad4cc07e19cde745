"""Reads values from a platform's JSON by allow-list: other values are ignored, and no type is trusted."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from providers.errors import TemporaryFailure

Payload = Mapping[str, Any]
"""A payload is a JSON object as a platform sent it."""

Parsed = TypeVar("Parsed")

MAX_ID = (1 << 63) - 1
"""No platform has a larger number as an id."""


class UnreadablePayload(ValueError):
    """The payload is not the expected object, or lacks a required value."""


def as_payload(content: Any) -> Payload:
    """Returns the content as a JSON object. Raises UnreadablePayload."""
    if not isinstance(content, Mapping):
        raise UnreadablePayload("not an object")
    return content


def get_text(payload: Payload, name: str) -> str | None:
    """Returns a text that is not empty, or None."""
    value = payload.get(name)
    return value if isinstance(value, str) and value else None


def get_number(payload: Payload, name: str) -> float | None:
    """Returns a finite number, or None."""
    value = payload.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)


def get_id(payload: Payload, name: str) -> str:
    """Returns a whole positive number as text. Raises UnreadablePayload without one."""
    value = payload.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= MAX_ID:
        raise UnreadablePayload(f"no {name}")
    return str(value)


def get_list(content: Any, name: str) -> list[Any]:
    """Returns a list that an object holds; an empty one when there is none."""
    value = content.get(name) if isinstance(content, Mapping) else None
    return value if isinstance(value, list) else []


def parse_response(parse: Callable[[Any], Parsed], content: Any) -> Parsed:
    """Parses a whole response. Raises TemporaryFailure when it is unreadable."""
    try:
        return parse(content)
    except UnreadablePayload:
        raise TemporaryFailure("garbled") from None


def parse_items(parse: Callable[[Any], Parsed], items: Iterable[Any]) -> Iterator[Parsed]:
    """Yields the readable items of a list and skips the others."""
    for item in items:
        try:
            yield parse(item)
        except UnreadablePayload:
            continue
