"""Where the activities of a workout disagree: each field with its authority's value and the other one."""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from activities.sports import OTHER, family_of

START_S = 120
HEART_BPM = 3
TEMPERATURE_C = 3

FIELDS = (
    "name",
    "sport",
    "gear_label",
    "started_at",
    "elapsed_s",
    "moving_s",
    "timer_s",
    "distance_m",
    "elevation_gain_m",
    "average_hr_bpm",
    "average_temperature_c",
)
"""The fields that can differ, in the order in which pages show them."""


class Said(Protocol):
    """An activity that has `FIELDS` as attributes, as `ActivityRecord` does."""

    @property
    def flags(self) -> frozenset[str]: ...


One = TypeVar("One", bound=Said)


@dataclass(frozen=True, slots=True)
class Difference(Generic[One]):
    """A field on which `activity` says something else than the authority; both values as stored."""

    field: str
    authority: One
    expected: Any
    activity: One
    value: Any


def authority(counting: Sequence[One], field: str) -> One | None:
    """The first activity in order of leading that gives the field; None when none does.  A hidden start gives none."""
    return next((one for one in counting if said(one, field) is not None), None)


def differences(counting: Sequence[One]) -> list[Difference[One]]:
    """All differences among counting activities in order of leading.  "Not given" never differs."""
    return [found for field in FIELDS for found in _of_field(counting, field)]


def said(one: Said, field: str) -> Any:
    """What an activity says of a field; None for "not given" and for a hidden start."""
    return None if field == "started_at" and "hidden_time" in one.flags else getattr(one, field)


def _of_field(counting: Sequence[One], field: str) -> Iterator[Difference[One]]:
    first = authority(counting, field)
    if first is None:
        return
    expected = said(first, field)
    for one in counting:
        value = said(one, field)
        if value is not None and _differ[field](expected, value):
            yield Difference(field, first, expected, one, value)


def _text(expected: str, value: str) -> bool:
    return _normal(expected) != _normal(value)


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


def _family(expected: str, value: str) -> bool:
    families = {family_of(expected), family_of(value)}
    return len(families) > 1 and OTHER not in families


def _start(expected: datetime, value: datetime) -> bool:
    return abs((expected - value).total_seconds()) > START_S


def _beyond(floor: float, share: float = 0) -> Callable[[float, float], bool]:
    """Differs by more than `floor`, and by more than `share` of the authority's value."""
    return lambda expected, value: abs(expected - value) > max(floor, share * expected)


_differ: dict[str, Callable[[Any, Any], bool]] = {
    "name": _text,
    "sport": _family,
    "gear_label": _text,
    "started_at": _start,
    "elapsed_s": _beyond(60, 0.01),
    "moving_s": _beyond(60, 0.03),
    "timer_s": _beyond(60, 0.03),
    "distance_m": _beyond(100, 0.01),
    "elevation_gain_m": _beyond(50, 0.1),
    "average_hr_bpm": _beyond(HEART_BPM),
    "average_temperature_c": _beyond(TEMPERATURE_C),
}
