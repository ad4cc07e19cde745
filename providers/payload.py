"""Reads values from a platform's JSON by allow-list: other values are ignored, and no type is trusted."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from providers.errors import TemporaryFailure
from providers.skipped_item import SkippedItem, SkipReason

Payload = Mapping[str, Any]
"""A payload is a JSON object as a platform sent it."""

Parsed = TypeVar("Parsed")

MAX_ID = (1 << 63) - 1
"""No platform has a larger number as an id."""


class UnreadablePayload(ValueError):
    """The payload is not the expected object, lacks a required value, or holds one that cannot be true."""

    def __init__(self, reason: SkipReason = SkipReason.NOT_AN_OBJECT) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class ParsedItems(Generic[Parsed]):
    """Holds the items of a list that could be read, and says of the others where they are and why not."""

    readable: tuple[Parsed, ...]
    skipped: tuple[SkippedItem, ...]


def as_payload(content: Any) -> Payload:
    """Returns the content as a JSON object. Raises UnreadablePayload."""
    if not isinstance(content, Mapping):
        raise UnreadablePayload
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
        raise UnreadablePayload(SkipReason.NO_ID)
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


def parse_items(
    parse: Callable[[Any], Parsed], items: Iterable[Any], id_of: Callable[[Any], str] | None = None
) -> ParsedItems[Parsed]:
    """Returns the readable items of a list, and the reason for each other one, with its id where `id_of` reads it."""
    readable, skipped = [], []
    for position, item in enumerate(items):
        try:
            readable.append(parse(item))
        except UnreadablePayload as error:
            skipped.append(SkippedItem(position, error.reason, _id_of(item, id_of)))
    return ParsedItems(tuple(readable), tuple(skipped))


def _id_of(item: Any, id_of: Callable[[Any], str] | None) -> str:
    try:
        return id_of(item) if id_of else ""
    except UnreadablePayload:
        return ""
