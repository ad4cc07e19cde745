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

    def is_share_of(self, expected: float) -> bool:
        """Returns whether the share of an expected value is what counts, and not `absolute`."""
        return self.share * expected > self.absolute


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
    written to another one, `can_be_renamed` whether its provider lets its name be changed. `ignored` names the fields
    whose differences the athlete ignores.
    """

    @property
    def flags(self) -> frozenset[str]: ...
    @property
    def has_generated_name(self) -> bool: ...
    @property
    def is_from_sink(self) -> bool: ...
    @property
    def can_be_renamed(self) -> bool: ...
    @property
    def ignored(self) -> frozenset[str]: ...


ActivityT = TypeVar("ActivityT", bound=Comparable)


@dataclass(frozen=True, slots=True)
class Difference(Generic[ActivityT]):
    """A difference is a field on which `activity` disagrees with the authority; both values are as stored.

    `authority` is None where the athlete is it, who named the workout.
    """

    field: str
    authority: ActivityT | None
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


def leading_name(counting: Iterable[Comparable], own_name: str) -> str | None:
    """Returns the athlete's own name for a workout, else the first in order of leading that a person wrote.

    Returns None when programs made all names.
    """
    if own_name:
        return own_name
    named = named_by_person(counting)
    return given_value(named, "name") if named else None


def differences(counting: Sequence[ActivityT], own_name: str = "") -> list[Difference[ActivityT]]:
    """Returns all differences among counted activities in order of leading that the athlete does not ignore.

    "Not given" never differs. Nothing differs from a generated name, nor a generated name from one that may not be
    written in its place. `own_name` is the name that the athlete gave the workout, if any: where a name can be changed,
    it differs from every other one, and from none at all.
    """
    unfiltered = [difference for field in FIELDS for difference in _differences_of(counting, field, own_name)]
    return [difference for difference in unfiltered if difference.field not in difference.activity.ignored]


def given_value(activity: Comparable, field: str) -> Any:
    """Returns an activity's value of a field; None for "not given" and for a hidden start."""
    return None if field == "started_at" and "hidden_time" in activity.flags else getattr(activity, field)


def _differences_of(counting: Sequence[ActivityT], field: str, own_name: str) -> Iterator[Difference[ActivityT]]:
    if field == "name" and own_name:
        yield from _differences_from_own_name(counting, own_name)
        return
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


def _differences_from_own_name(counting: Sequence[ActivityT], own_name: str) -> Iterator[Difference[ActivityT]]:
    for activity in counting:
        value = given_value(activity, "name")
        if activity.can_be_renamed and _texts_differ(own_name, value or ""):
            yield Difference("name", None, own_name, activity, value)


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


def have_different_values(field: str, expected: Any, value: Any) -> bool:
    """Returns whether two given values of a field lie apart by more than its tolerance, or are not the same."""
    return _COMPARISONS[field](expected, value)
