"""How many workouts stand how, and what they add up to."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from activities.provider_labels import ProviderLabel, sorted_labels
from matching.state import State, is_summed
from matching.web.pages.wording import counted
from matching.web.svg.share import Part, share_bar

_SAID = {
    State.WHOLE: ("complete", "complete"),
    State.MISSING: ("missing somewhere", "missing somewhere"),
    State.DIFFERS: ("differs", "differ"),
    State.POSSIBLE: ("to decide", "to decide"),
}


class Countable(Protocol):
    """A workout as totals see it: by its leading activity.

    `is_left_out` is the second half of an open question, `barred_by` the provider whose rules forbid sums.
    """

    @property
    def state(self) -> State: ...
    @property
    def is_left_out(self) -> bool: ...
    @property
    def barred_by(self) -> str | None: ...
    @property
    def missing(self) -> frozenset[str]: ...
    @property
    def distance_m(self) -> float | None: ...
    @property
    def time_s(self) -> float | None: ...
    @property
    def elevation_gain_m(self) -> float | None: ...


@dataclass(frozen=True, slots=True)
class MissingCount:
    """How many workouts are missing on a provider."""

    place: ProviderLabel
    count: int


@dataclass(frozen=True, slots=True)
class Totals:
    """Workouts by state, and sums in metres and seconds: None while not one of them says.

    `absent` counts those that are missing on a provider, `barred` those that are in no sum by a provider's rules,
    `left_out` the others that are in none.
    """

    counts: Counter[State] = field(default_factory=Counter)
    absent: Counter[str] = field(default_factory=Counter)
    barred: Counter[str] = field(default_factory=Counter)
    left_out: int = 0
    distance_m: float | None = None
    time_s: float | None = None
    elevation_gain_m: float | None = None

    @property
    def total(self) -> int:
        """All of them."""
        return self.counts.total()

    @property
    def whole(self) -> int:
        """Those that are everywhere they should be and say the same."""
        return self.counts[State.WHOLE]

    @property
    def bar(self) -> list[Part]:
        """Their states as one bar in parts."""
        return share_bar(self.counts)

    @property
    def missing(self) -> list[MissingCount]:
        """On which providers how many are missing, in the athlete's order."""
        return [MissingCount(place, self.absent[place.provider]) for place in sorted_labels(self.absent)]

    @property
    def without(self) -> list[str]:
        """What is in no sum, and why: `Without 3 known only from Strava: its rules do not allow sums.`"""
        return [
            f"Without {self.barred[place.provider]:,} known only from {place.label}: its rules do not allow sums."
            for place in sorted_labels(self.barred)
        ]

    @property
    def sentence(self) -> str:
        """`31 workouts: 20 complete, 7 differ, 4 to decide`."""
        workouts = counted(self.total, "workout")
        if self.whole == self.total:
            return f"{workouts}, complete" if self.total == 1 else f"{workouts}, all complete"
        return f"{workouts}: {', '.join(said(state, self.counts[state]) for state in _SAID if self.counts[state])}"


def said(state: State, count: int) -> str:
    """`1 differs`, `4 to decide`."""
    return f"{count:,} {_SAID[state][count != 1]}"


def compute_totals(workouts: Iterable[Countable]) -> Totals:
    """The tally of these workouts."""
    workouts = list(workouts)
    summed = [one for one in workouts if is_summed(one.barred_by, one.is_left_out)]
    return Totals(
        Counter(one.state for one in workouts),
        Counter(provider for one in workouts for provider in one.missing),
        Counter(one.barred_by for one in workouts if one.barred_by is not None),
        sum(one.is_left_out for one in workouts if one.barred_by is None),
        _sum(one.distance_m for one in summed),
        _sum(one.time_s for one in summed),
        _sum(one.elevation_gain_m for one in summed),
    )


def _sum(values: Iterable[float | None]) -> float | None:
    given = [value for value in values if value is not None]
    return sum(given) if given else None
