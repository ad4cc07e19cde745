"""Builds the form that filters the list of workouts, and the tags that say which filters are set."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from activities.calendar import months_of
from activities.provider_labels import provider_label, sorted_labels
from activities.sport_labels import sport_name
from activities.units import Units
from matching.engine.names.normalized_name import fold
from matching.state import State
from matching.web.pages.legend import state_title
from matching.web.pages.workout_query import FILTERS, WorkoutQuery
from matching.workout_list import FilterChoices, WorkoutOrder

_ORDER_LABELS = {
    WorkoutOrder.NEWEST: "Newest first",
    WorkoutOrder.OLDEST: "Oldest first",
    WorkoutOrder.LONGEST_DISTANCE: "Longest distance",
    WorkoutOrder.LONGEST_TIME: "Longest time",
    WorkoutOrder.NAME: "Name",
}
_MONTH_NAMES = {str(month.number): month.name for month in months_of(2000)}

Options = Mapping[str, str]
"""This maps the values of a choice to their labels, in order."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Represents a field of the form that has `options`; its value may be none of them."""

    name: str
    label: str
    all_label: str
    value: str
    options: Options


@dataclass(frozen=True, slots=True)
class DistanceBound:
    """Represents the field for the shortest or the longest distance."""

    name: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class FilterTag:
    """Represents a filter that is set, with the address of the list without it."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class FilterForm:
    """Represents the form for a query; `expected` gives the providers that each sport should be on."""

    query: WorkoutQuery
    choices: FilterChoices
    expected: Mapping[str, frozenset[str]]
    units: Units

    @property
    def text(self) -> str:
        """Returns the text that is searched for."""
        return self.query.get("q")

    @property
    def order(self) -> Choice:
        """Returns the choice of the order; that of every address without one has the empty value."""
        values = {order: "" if order is WorkoutOrder.NEWEST else str(order) for order in WorkoutOrder}
        options = {values[order]: label for order, label in _ORDER_LABELS.items()}
        return Choice("sort", "Sort by", "", values[self.query.order], options)

    @property
    def order_phrase(self) -> str:
        """Returns the chosen order for the end of a sentence: `newest first`, `by name`."""
        label = _ORDER_LABELS[self.query.order].lower()
        return f"by {label}" if self.query.order is WorkoutOrder.NAME else f"{label.removesuffix(' first')} first"

    @property
    def distances(self) -> list[DistanceBound]:
        """Returns the fields for distances."""
        labels = {"distance_min": "At least", "distance_max": "At most"}
        return [DistanceBound(name, label, self.query.get(name)) for name, label in labels.items()]

    @property
    def selects(self) -> list[Choice]:
        """Returns the choices of filters that have at least one option."""
        return [choice for choice in self._selects() if choice.options]

    def _selects(self) -> Iterator[Choice]:
        choices, missing = self.choices, {provider for providers in self.expected.values() for provider in providers}
        yield self._select("sport", "Sport", "All sports", _by_label(choices.sports))
        yield self._select("year", "Year", "All years", map(str, choices.years))
        yield self._select("month", "Month", "All months", _MONTH_NAMES if choices.years else ())
        yield self._select("show", "State", "All states", (state for state in _STATES if missing or state != "missing"))
        yield self._select("on", "Service", "All services", _in_rank(choices.providers))
        yield self._select("missing", "Missing on", "Don’t filter", _in_rank(missing))
        yield self._select("gear", "Gear", "All gear", sorted(choices.gear, key=fold))

    def _select(self, name: str, label: str, all_label: str, values: Iterable[str]) -> Choice:
        value = self.query.get(name)
        options = dict.fromkeys([*values, *filter(None, [value])])
        return Choice(name, label, all_label, value, {option: _option_label(name, option) for option in options})

    @property
    def tags(self) -> list[FilterTag]:
        """Returns a tag for each filter that is set."""
        return [FilterTag(self._tag_label(name, value), self._url_without(name)) for name, value in self._filters()]

    def _filters(self) -> list[tuple[str, str]]:
        return [(name, self.query.get(name)) for name in FILTERS if self.query.get(name)]

    def _url_without(self, name: str) -> str:
        return self.query.url(**{name: "", "page": ""})

    def _tag_label(self, name: str, value: str) -> str:
        if name in ("distance_min", "distance_max"):
            return f"{'at least' if name == 'distance_min' else 'at most'} {value} {self.units.distance_unit}"
        if name in ("on", "missing"):
            phrase = provider_label(value).phrase
            return phrase if name == "on" else f"missing {phrase}"
        return f"“{value}”" if name == "q" else _option_label(name, value)

    @property
    def clear_url(self) -> str:
        """Returns the address of the list without any filter, in the same order."""
        return self.query.url(page="", **dict.fromkeys(FILTERS, ""))


_STATES = (State.COMPLETE, State.MISSING, State.DIFFERS, State.POSSIBLE_DUPLICATE)


def _by_label(sports: Iterable[str]) -> list[str]:
    return sorted(sports, key=sport_name)


def _in_rank(providers: Iterable[str]) -> list[str]:
    return [label.provider for label in sorted_labels(providers)]


def _option_label(name: str, value: str) -> str:
    """Returns how a value of a filter reads."""
    if name == "sport":
        return sport_name(value)
    if name == "month":
        return _MONTH_NAMES[value]
    if name == "show":
        return state_title(State(value))
    return provider_label(value).name if name in ("on", "missing") else value
