"""Loads what a year needs of many workouts, without their activities."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache, partial
from typing import Any, NamedTuple

from django.db.models import QuerySet

from accounts.prepared_query import PreparedQuery
from accounts.scope import being_deleted
from matching.models import Workout
from matching.state import State, first_given, missing_of, provider_forbidding_totals, states_of
from matching.state_inputs import load_expected_providers, load_left_out_leaders
from matching.workouts import WorkoutDetails, load_workouts_between


class WorkoutSummary(NamedTuple):
    """Represents one workout as a year counts it, with the figures of its leader.

    `states` are all that are true of it, the worst first. `is_left_out` says that totals leave it out for an open
    question. `missing` holds the providers that it should be on and is not. `barred_by` is the provider whose rules
    keep it out of totals; None when it may be summed.
    """

    day: date
    states: tuple[State, ...]
    is_left_out: bool
    providers: frozenset[str]
    missing: frozenset[str]
    distance_m: float | None
    elevation_gain_m: float | None
    time_s: float | None
    barred_by: str | None = None

    @property
    def state(self) -> State:
        """Returns the worst of its states."""
        return self.states[0]


def summaries_between(first: date, last: date) -> list[WorkoutSummary]:
    """Returns the workouts of these days, in no order: three queries, and four while something is being deleted."""
    if being_deleted():
        return [_summary_of(workout) for workout in load_workouts_between(first, last)]
    left_out, expected = load_left_out_leaders(first, last), load_expected_providers()
    facts: dict[int, list[Any]] = {}
    present: dict[int, set[str]] = {}
    trimmed: dict[int, set[str]] = {}
    for leader_id, provider, trimmed_provider, *columns in _rows_between(first, last):
        if leader_id not in facts:
            facts[leader_id], present[leader_id], trimmed[leader_id] = columns, set(), set()
        present[leader_id].add(provider)
        if trimmed_provider:
            trimmed[leader_id].add(trimmed_provider)
    describe = cache(partial(_describe, expected))
    return [
        _summary(columns, leader_id in left_out, *describe(columns[1], frozenset(providers), frozenset(trimmed_from)))
        for (leader_id, columns), providers, trimmed_from in zip(
            facts.items(), present.values(), trimmed.values(), strict=True
        )
    ]


def _summary_of(workout: WorkoutDetails) -> WorkoutSummary:
    figures = (workout.distance_m, workout.elevation_gain_m, workout.time_s)
    return WorkoutSummary(
        *(workout.local_date, workout.states, workout.is_left_out, workout.providers, workout.missing),
        *figures,
        workout.barred_by,
    )


def _query(first: date, last: date) -> "QuerySet[Workout, Any]":
    return Workout.objects.on_days(first, last).values_list(*_PATHS)


_PATHS = (
    "leader_id",
    "members__activity__provider",
    "trimmed_activities__connection__provider",
    "local_date",
    "leader__sport",
    "has_questions",
    "has_differences",
    "leader__distance_m",
    "leader__elevation_gain_m",
    "leader__moving_s",
    "leader__timer_s",
    "leader__elapsed_s",
)
_rows_between = PreparedQuery(_query, date.min, date.min)


def _describe(
    expected: Mapping[str, frozenset[str]], sport: str, providers: frozenset[str], trimmed: frozenset[str]
) -> tuple[frozenset[str], frozenset[str], str | None]:
    """Returns the providers, those that are missing, and the one that forbids sums: the same for many workouts."""
    return providers, missing_of(sport, providers | trimmed, expected), provider_forbidding_totals(providers)


def _summary(
    columns: Sequence[Any],
    is_left_out: bool,
    providers: frozenset[str],
    missing: frozenset[str],
    barred_by: str | None,
) -> WorkoutSummary:
    day, _, has_questions, has_differences, distance_m, elevation_gain_m, *times = columns
    states = states_of(has_questions, has_differences, bool(missing))
    figures = (distance_m, elevation_gain_m, first_given(times))
    return WorkoutSummary(day, states, is_left_out, providers, missing, *figures, barred_by)
