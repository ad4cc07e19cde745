"""Finds the fields on which the activities of a workout disagree with the authority for the field."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

from activities.sports import OTHER, family_of

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
"""These fields can differ; pages show them in this order."""


@dataclass(frozen=True, slots=True)
class Tolerance:
    """A tolerance is how far values may lie apart: `absolute`, or `share` of the authority's value if that is more."""

    absolute: float
    share: float = 0

    def is_exceeded(self, expected: float, value: float) -> bool:
        """Returns whether a value lies further from the expected one."""
        return abs(expected - value) > max(self.absolute, self.share * expected)


TOLERANCES: Mapping[str, Tolerance] = {
    "started_at": Tolerance(120),
    "elapsed_s": Tolerance(60, share=0.01),
    "moving_s": Tolerance(60, share=0.03),
    "timer_s": Tolerance(60, share=0.03),
    "distance_m": Tolerance(100, share=0.01),
    "elevation_gain_m": Tolerance(50, share=0.1),
    "average_hr_bpm": Tolerance(3),
    "average_temperature_c": Tolerance(3),
}
"""Each field that is a number has a tolerance, in the unit of the field; that of a start is in seconds."""


class Comparable(Protocol):
    """Represents an activity that has `FIELDS` as attributes, as `ActivityRecord` does.

    `has_generated_name` says whether a program made its name, `is_from_sink` whether its provider's values may never be
    written to another one.
    """

    @property
    def flags(self) -> frozenset[str]: ...
    @property
    def has_generated_name(self) -> bool: ...
    @property
    def is_from_sink(self) -> bool: ...


ActivityT = TypeVar("ActivityT", bound=Comparable)


@dataclass(frozen=True, slots=True)
class Difference(Generic[ActivityT]):
    """A difference is a field on which `activity` disagrees with the authority; both values are as stored."""

    field: str
    authority: ActivityT
    expected: Any
    activity: ActivityT
    value: Any


def authority(counting: Sequence[ActivityT], field: str) -> ActivityT | None:
    """Returns the first activity in order of leading that gives the field; None when none does.

    A name that a person wrote comes before one that a program made.
    """
    giving = [activity for activity in counting if given_value(activity, field) is not None]
    if field == "name" and len(giving) > 1:
        return named_by_person(giving) or giving[0]
    return giving[0] if giving else None


def named_by_person(counting: Iterable[ActivityT]) -> ActivityT | None:
    """Returns the first activity in order of leading whose name a person wrote; None when programs made all names."""
    return next((activity for activity in counting if not activity.has_generated_name), None)


def differences(counting: Sequence[ActivityT]) -> list[Difference[ActivityT]]:
    """Returns all differences among counted activities in order of leading. "Not given" never differs.

    Nothing differs from a generated name, nor a generated name from one that may not be written in its place.
    """
    return [difference for field in FIELDS for difference in _differences_of(counting, field)]


def given_value(activity: Comparable, field: str) -> Any:
    """Returns an activity's value of a field; None for "not given" and for a hidden start."""
    return None if field == "started_at" and "hidden_time" in activity.flags else getattr(activity, field)


def _differences_of(counting: Sequence[ActivityT], field: str) -> Iterator[Difference[ActivityT]]:
    first = authority(counting, field)
    if first is None:
        return
    expected = given_value(first, field)
    for activity in counting:
        value = given_value(activity, field)
        if value is None or not _COMPARISONS[field](expected, value):
            continue
        if field != "name" or _is_worth_renaming(first, activity):
            yield Difference(field, first, expected, activity, value)


def _is_worth_renaming(first: Comparable, activity: Comparable) -> bool:
    return not first.has_generated_name and not (first.is_from_sink and activity.has_generated_name)


def _texts_differ(expected: str, value: str) -> bool:
    return _normalize(expected) != _normalize(value)


def _normalize(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


def _families_differ(expected: str, value: str) -> bool:
    families = {family_of(expected), family_of(value)}
    return len(families) > 1 and OTHER not in families


def _starts_differ(expected: datetime, value: datetime) -> bool:
    return TOLERANCES["started_at"].is_exceeded(0, (expected - value).total_seconds())


_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    **{field: tolerance.is_exceeded for field, tolerance in TOLERANCES.items()},
    "name": _texts_differ,
    "sport": _families_differ,
    "gear_label": _texts_differ,
    "started_at": _starts_differ,
}
