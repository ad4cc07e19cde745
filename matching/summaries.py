"""Loads what a year needs of many workouts, without their activities."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

from matching.models import Workout
from matching.state import State, first_given, missing_of, provider_forbidding_totals, state_of
from matching.state_inputs import load_expected_providers, load_left_out_leaders


@dataclass(frozen=True, slots=True)
class WorkoutSummary:
    """Represents one workout as a year counts it, with the figures of its leader.

    `is_left_out` marks the second half of an open question. `missing` holds the providers that it should be on.
    """

    day: date
    state: State
    is_left_out: bool
    providers: frozenset[str]
    missing: frozenset[str]
    distance_m: float | None
    elevation_gain_m: float | None
    time_s: float | None

    @property
    def barred_by(self) -> str | None:
        """Returns the provider whose rules keep it out of totals; None when it may be summed."""
        return provider_forbidding_totals(self.providers)


def summaries_between(first: date, last: date) -> list[WorkoutSummary]:
    """Returns the workouts of these days, in no order: three queries."""
    left_out, expected = load_left_out_leaders(first, last), load_expected_providers()
    present: dict[tuple[Any, ...], set[str]] = {}
    trimmed: dict[tuple[Any, ...], set[str]] = {}
    rows = (
        Workout.objects.with_leader(local_date__range=(first, last))
        .values_list(*_FACT_PATHS, *_PROVIDER_PATHS)
        .distinct()
    )
    for *values, provider, trimmed_provider in rows:
        facts = tuple(values)
        present.setdefault(facts, set()).add(provider)
        trimmed.setdefault(facts, set()).add(trimmed_provider)
    return [_build(facts, providers, trimmed[facts], expected, left_out) for facts, providers in present.items()]


_FACT_PATHS = (
    "leader_id",
    "leader__local_date",
    "leader__sport",
    "has_questions",
    "has_differences",
    "leader__distance_m",
    "leader__elevation_gain_m",
    "leader__moving_s",
    "leader__timer_s",
    "leader__elapsed_s",
)
_PROVIDER_PATHS = ("members__activity__provider", "trimmed_activities__connection__provider")


def _build(
    facts: tuple[Any, ...],
    providers: set[str],
    trimmed: set[str],
    expected: Mapping[str, frozenset[str]],
    left_out: Set[int],
) -> WorkoutSummary:
    leader_id, day, sport, has_questions, has_differences, distance_m, elevation_gain_m, *times = facts
    missing = missing_of(sport, providers | trimmed, expected)
    state = state_of(has_questions, has_differences, bool(missing))
    is_left_out, time_s = leader_id in left_out, first_given(times)
    return WorkoutSummary(day, state, is_left_out, frozenset(providers), missing, distance_m, elevation_gain_m, time_s)
