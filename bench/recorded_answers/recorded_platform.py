"""Describes what the bench of recorded answers has to know of a platform."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from activities.record import ActivityRecord

Object = Mapping[str, Any]
Check = Callable[[Object, ActivityRecord], bool | None]
"""A check says whether a field of the record agrees with the answer; None where the answer has nothing to compare."""


@dataclass(frozen=True, eq=False)
class RecordedPlatform:
    """A recorded platform says which objects in its answers are activities, how they are read, and how that is checked.

    `checks` compare each field of a record by other values of the answer than those that the mapping reads, where there
    are any. `others` read objects of other kinds: the first function finds them, the second one reads them.
    """

    name: str
    is_activity: Callable[[Object], bool]
    is_detail: Callable[[Object], bool]
    record_of: Callable[[Any], ActivityRecord]
    checks: Mapping[str, Check]
    others: Mapping[str, tuple[Callable[[Object], bool], Callable[[Any], Any]]] = field(default_factory=dict)
