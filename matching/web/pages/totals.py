"""Counts workouts by state, and sums what they add up to."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from activities.provider_labels import ProviderLabel, sorted_labels
from matching.state import State, is_summed
from matching.web.pages.wording import format_count, join_words
from matching.web.svg.share_bar import BarSegment, bar_segments

_STATE_LABELS = {
    State.COMPLETE: ("complete", "complete"),
    State.MISSING: ("missing somewhere", "missing somewhere"),
    State.DIFFERS: ("differs", "differ"),
    State.POSSIBLE_DUPLICATE: ("possible duplicate", "possible duplicates"),
}
"""These are the words after the number of workouts in a state, for one workout and for several."""


class Countable(Protocol):
    """Describes a workout as totals see it, with the figures of its leading activity.

    `is_left_out` is true of the second half of an open question; `barred_by` is the provider whose rules forbid sums.
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
    """Says how many workouts are missing on a provider."""

    provider_label: ProviderLabel
    count: int


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts workouts by state, and holds their sums in meters and seconds; a sum without a value is None.

    `missing_by_provider` counts the workouts that are missing on a provider, `barred` those that no sum includes by a
    provider's rules, `left_out` the others that no sum includes.
    """

    counts: Counter[State] = field(default_factory=Counter)
    missing_by_provider: Counter[str] = field(default_factory=Counter)
    barred: Counter[str] = field(default_factory=Counter)
    left_out: int = 0
    distance_m: float | None = None
    time_s: float | None = None
    elevation_gain_m: float | None = None

    @property
    def total(self) -> int:
        """Returns the number of all workouts."""
        return self.counts.total()

    @property
    def complete(self) -> int:
        """Returns the number of workouts that are everywhere they should be, with equal values."""
        return self.counts[State.COMPLETE]

    @property
    def bar(self) -> list[BarSegment]:
        """Returns the bar that shows the share of each state."""
        return bar_segments(self.counts)

    @property
    def missing(self) -> list[MissingCount]:
        """Returns how many workouts are missing on which providers, in the athlete's order."""
        counts = self.missing_by_provider
        return [MissingCount(label, counts[label.provider]) for label in sorted_labels(counts)]

    @property
    def exclusions(self) -> str:
        """Returns what no sum includes, and why, in one sentence; empty when everything is included."""
        excluded = [
            f"{format_count(self.barred[label.provider], f'{label.name}-only workout')} ({label.name}’s API terms)"
            for label in sorted_labels(self.barred)
        ]
        excluded += [format_count(self.left_out, "possible duplicate")] if self.left_out else []
        return f"Totals exclude {join_words(excluded)}." if excluded else ""

    @property
    def summary(self) -> str:
        """Returns `31 workouts: 20 complete, 7 differ, 4 possible duplicates`."""
        workouts = format_count(self.total, "workout")
        if self.complete == self.total:
            return f"{workouts}, complete" if self.total == 1 else f"{workouts}, all complete"
        states = (state for state in _STATE_LABELS if self.counts[state])
        return f"{workouts}: {', '.join(format_state_count(state, self.counts[state]) for state in states)}"


def format_state_count(state: State, count: int) -> str:
    """Returns `1 differs`, `4 possible duplicates`."""
    return f"{count:,} {_STATE_LABELS[state][count != 1]}"


def compute_totals(workouts: Iterable[Countable]) -> Totals:
    """Returns the totals of these workouts."""
    workouts = list(workouts)
    summed = [workout for workout in workouts if is_summed(workout.barred_by, workout.is_left_out)]
    return Totals(
        Counter(workout.state for workout in workouts),
        Counter(provider for workout in workouts for provider in workout.missing),
        Counter(workout.barred_by for workout in workouts if workout.barred_by is not None),
        sum(workout.is_left_out for workout in workouts if workout.barred_by is None),
        _sum(workout.distance_m for workout in summed),
        _sum(workout.time_s for workout in summed),
        _sum(workout.elevation_gain_m for workout in summed),
    )


def _sum(values: Iterable[float | None]) -> float | None:
    given = [value for value in values if value is not None]
    return sum(given) if given else None
