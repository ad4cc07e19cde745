"""The workouts of many days, counted without reading them whole."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

from matching.models import Expectation, Question, Workout
from matching.state import State, barred_by, first_given, missing_of, state_of

PATHS = (
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
    "members__activity__provider",
    "trimmed_activities__connection__provider",
)


@dataclass(frozen=True, slots=True)
class WorkoutSummary:
    """One workout as a year counts it; figures are its leader's. `missing` are the providers it should be on."""

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
        """The provider whose rules keep it out of sums."""
        return barred_by(self.providers)


def summaries_between(first: date, last: date) -> list[WorkoutSummary]:
    """The workouts of these days, in no order: three queries."""
    left_out = Question.objects.second_leaders(first, last)
    expected = Expectation.objects.providers_by_sport()
    on: dict[tuple[Any, ...], set[str]] = {}
    linked: dict[tuple[Any, ...], set[str]] = {}
    for *told, provider, trimmed in Workout.objects.led(local_date__range=(first, last)).values_list(*PATHS).distinct():
        workout = tuple(told)
        on.setdefault(workout, set()).add(provider)
        linked.setdefault(workout, set()).add(trimmed)
    return [
        _counted(workout, on[workout], missing_of(workout[2], on[workout] | linked[workout], expected), left_out)
        for workout in on
    ]


def _counted(
    told: tuple[Any, ...], providers: Iterable[str], missing: frozenset[str], left_out: Set[int]
) -> WorkoutSummary:
    leader, day, _, has_questions, has_differences, distance, gain, *times = told
    return WorkoutSummary(
        day,
        state_of(has_questions, has_differences, bool(missing)),
        leader in left_out,
        frozenset(providers),
        missing,
        distance,
        gain,
        first_given(times),
    )
