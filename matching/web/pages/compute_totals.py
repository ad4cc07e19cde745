"""Counts workouts by state, and sums what they add up to: the one place from which pages have their counts."""

from collections import Counter
from collections.abc import Iterable
from typing import Protocol

from matching.state import State, is_summed
from matching.web.pages.totals import SUMS, Totals


class Countable(Protocol):
    """Describes a workout as totals see it, with the figures of its leading activity.

    `is_left_out` says that an open question keeps it out of sums; `barred_by` is the provider whose rules forbid sums.
    """

    @property
    def states(self) -> tuple[State, ...]: ...
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


def compute_totals(workouts: Iterable[Countable]) -> Totals:
    """Returns the totals of these workouts."""
    summed: list[Countable] = []
    excluded: list[Countable] = []
    for workout in workouts:
        (summed if is_summed(workout.barred_by, workout.is_left_out) else excluded).append(workout)
    workouts = summed + excluded
    return Totals(
        *_count_states(workouts),
        Counter(provider for workout in workouts for provider in workout.missing),
        Counter(workout.barred_by for workout in excluded if workout.barred_by is not None),
        sum(workout.barred_by is None for workout in excluded),
        _sum(workout.distance_m for workout in summed),
        _sum(workout.time_s for workout in summed),
        _sum(workout.elevation_gain_m for workout in summed),
        frozenset(name for name in SUMS if any(getattr(workout, name) is not None for workout in excluded)),
    )


def _count_states(workouts: Iterable[Countable]) -> tuple[Counter[State], Counter[State]]:
    """Returns how many workouts each state is true of, and of how many it is the worst."""
    counts, worst_states = Counter[State](), Counter[State]()
    for states, count in Counter(workout.states for workout in workouts).items():
        worst_states[states[0]] += count
        for state in states:
            counts[state] += count
    return counts, worst_states


def _sum(values: Iterable[float | None]) -> float | None:
    given = [value for value in values if value is not None]
    return sum(given) if given else None
