"""Reads values from a platform's JSON by allow-list: what is not named is never looked at, and no type is trusted."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from providers.errors import TemporaryFailure

Payload = Mapping[str, Any]
"""A payload is a JSON object as a platform sent it."""

Parsed = TypeVar("Parsed")


class UnreadablePayload(ValueError):
    """A payload is unreadable when it is not the object that was expected, or lacks what each such object has."""


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


def get_list(content: Any, name: str) -> list[Any]:
    """Returns a list that an object holds; an empty one when there is none."""
    value = content.get(name) if isinstance(content, Mapping) else None
    return value if isinstance(value, list) else []


def parse_response(parse: Callable[[Any], Parsed], content: Any) -> Parsed:
    """Returns what a whole response means. Raises TemporaryFailure when that is unreadable."""
    try:
        return parse(content)
    except UnreadablePayload:
        raise TemporaryFailure("garbled") from None


def parse_items(parse: Callable[[Any], Parsed], items: Iterable[Any]) -> Iterator[Parsed]:
    """Yields what can be read of a list: an unreadable item never holds up the others."""
    for item in items:
        try:
            yield parse(item)
        except UnreadablePayload:
            continue
