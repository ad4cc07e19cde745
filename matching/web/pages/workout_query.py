"""Reads what the address of the list of workouts asks for, and writes such addresses."""

import math
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from activities.calendar import Month
from activities.provider_labels import PROVIDER_LABELS
from activities.record import clean_text
from activities.sports import SPORTS, TRANSITION
from activities.units import Units
from matching.state import State
from matching.web.pages.wording import join_words
from matching.workout_filter import WorkoutFilter
from matching.workout_list import WorkoutOrder

YEARS, MONTHS = range(1000, 3000), range(1, 13)
MAX_DISTANCE = 1_000_000
"""No distance in an address is longer, in the athlete's units."""
DISTANCE_STEP = 0.1
"""The list shows distances in steps of this many units; what is shown as 30.0 lies between 30 and 30."""


Reader = Callable[[str], str | None]
"""A reader returns the value that a text from an address stands for; None for one that makes no sense."""


def _one_of(values: Set[str]) -> Reader:
    return lambda text: text if text in values else None


def _number_in(numbers: range) -> Reader:
    def read(text: str) -> str | None:
        is_number = text.isascii() and text.isdecimal() and len(text) <= len(str(numbers.stop))
        return str(int(text)) if is_number and int(text) in numbers else None

    return read


def _distance(text: str) -> str | None:
    try:
        distance = float(text.replace(",", "."))
    except ValueError:
        return None
    return f"{distance:.6g}" if math.isfinite(distance) and 0 <= distance <= MAX_DISTANCE else None


_PROVIDERS = {label.provider for label in PROVIDER_LABELS}
_PARAMETERS: Mapping[str, tuple[str, Reader]] = {
    "q": ("the text", str),
    "sport": ("the sport", _one_of({sport.name for sport in SPORTS} - {TRANSITION})),
    "year": ("the year", _number_in(YEARS)),
    "month": ("the month", _number_in(MONTHS)),
    "show": ("the state", _one_of(set(State))),
    "on": ("the service", _one_of(_PROVIDERS)),
    "missing": ("the missing service", _one_of(_PROVIDERS)),
    "gear": ("the gear", str),
    "distance_min": ("the shortest distance", _distance),
    "distance_max": ("the longest distance", _distance),
    "sort": ("the order", _one_of(set(WorkoutOrder))),
    "page": ("the page", _number_in(range(1, 1_000_000))),
}
"""Each parameter of an address has a name for sentences, and a reader."""

FILTERS = tuple(name for name in _PARAMETERS if name not in ("sort", "page"))
"""These parameters select workouts."""


@dataclass(frozen=True, slots=True)
class WorkoutQuery:
    """Holds the valid parameters of an address; `ignored` names those whose values make no sense."""

    values: Mapping[str, str]
    ignored: tuple[str, ...] = ()

    @classmethod
    def from_parameters(cls, parameters: Mapping[str, str]) -> "WorkoutQuery":
        """Reads the parameters of an address. Unknown ones and empty values are left out."""
        values: dict[str, str] = {}
        ignored: list[str] = []
        for name, (label, read) in _PARAMETERS.items():
            if text := clean_text(parameters.get(name)):
                value = read(text)
                if value is None:
                    ignored.append(label)
                else:
                    values[name] = value
        return cls(values, tuple(ignored))

    def get(self, name: str) -> str:
        """Returns the value of a parameter; empty where there is none."""
        return self.values.get(name, "")

    @property
    def order(self) -> WorkoutOrder:
        """Returns the order of the list."""
        return WorkoutOrder(self.get("sort") or WorkoutOrder.NEWEST)

    @property
    def filters(self) -> Mapping[str, str]:
        """Returns the parameters that select workouts."""
        return {name: value for name, value in self.values.items() if name in FILTERS}

    @property
    def ignored_text(self) -> str:
        """Returns the sentence about the values that make no sense; empty when all of them do."""
        if not self.ignored:
            return ""
        pronoun = "it was" if len(self.ignored) == 1 else "they were"
        return (
            f"tracekit can’t use {join_words(self.ignored, len(self.ignored))} in this address, so {pronoun} ignored."
        )

    def url(self, **changes: str) -> str:
        """Returns the address with some parameters changed, or left out where they are empty."""
        return workouts_url(**{**self.values, **changes})

    def to_filter(self, units: Units) -> WorkoutFilter:
        """Returns the filter in SI units; the distances of the address are in the athlete's."""
        state, year, month = self.get("show"), self.get("year"), self.get("month")
        return WorkoutFilter(
            text=self.get("q"),
            sport=self.get("sport"),
            provider=self.get("on"),
            missing=self.get("missing"),
            state=State(state) if state else None,
            gear=self.get("gear"),
            days=_days(int(year), month) if year else None,
            month=int(month) if month and not year else None,
            min_distance_m=self._meters("distance_min", -DISTANCE_STEP / 2, units),
            max_distance_m=self._meters("distance_max", DISTANCE_STEP / 2, units),
        )

    def _meters(self, name: str, margin: float, units: Units) -> float | None:
        text = self.get(name)
        return (float(text) + margin) * units.distance_unit_m if text else None


def workouts_url(**parameters: str | int) -> str:
    """Returns the address of the list with these parameters; empty ones are left out."""
    query = urlencode({name: parameters[name] for name in _PARAMETERS if parameters.get(name)})
    return reverse("workouts") + (f"?{query}" if query else "")


def _days(year: int, month: str) -> tuple[date, date]:
    if not month:
        return date(year, 1, 1), date(year, 12, 31)
    only = Month(year, int(month))
    return only.first, only.last
