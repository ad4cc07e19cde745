"""Defines what is said of an activity of a list that could not be read."""

from dataclasses import dataclass
from enum import StrEnum


class SkipReason(StrEnum):
    """A skip reason says why an activity of a list could not be read."""

    NOT_AN_OBJECT = "object"
    NO_ID = "no_id"
    NO_START = "no_start"
    IMPOSSIBLE = "impossible"
    GARBLED = "garbled"


@dataclass(frozen=True, slots=True)
class SkippedItem:
    """A skipped item is an activity that could not be read: its position in the list, the reason, and its id.

    `provider_id` is empty when the id cannot be read either.
    """

    position: int
    reason: SkipReason
    provider_id: str = ""
