"""The workouts of many days, counted without reading them whole."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from matching.models import Question, Workout
from matching.pictures.square import State

PATHS = (
    "leader_id",
    "leader__local_date",
    "asks",
    "differs",
    "leader__distance_m",
    "leader__elevation_gain_m",
    "leader__moving_s",
    "leader__timer_s",
    "leader__elapsed_s",
    "members__activity__provider",
)


@dataclass(frozen=True, slots=True)
class CountedWorkout:
    """One workout as a year counts it; figures are its leader's. `missing` are the providers it should be on."""

    day: date
    state: State
    left_out: bool
    providers: frozenset[str]
    missing: frozenset[str]
    distance_m: float | None
    elevation_gain_m: float | None
    time_s: float | None


def counted_in(first: date, last: date) -> list[CountedWorkout]:
    """The workouts of these days, in no order: two queries."""
    left_out = Question.objects.second_leaders(first, last)
    rows = Workout.objects.led(local_date__range=(first, last))
    providers: dict[tuple[Any, ...], set[str]] = {}
    for *workout, provider in rows.values_list(*PATHS).distinct():
        providers.setdefault(tuple(workout), set()).add(provider)
    return [_counted(workout, on, workout[0] in left_out) for workout, on in providers.items()]


def _counted(values: tuple[Any, ...], providers: Iterable[str], left_out: bool) -> CountedWorkout:
    _, day, asks, differs, distance, gain, *times = values
    missing = frozenset[str]()  # files are never expected anywhere
    state = state_of(asks, differs, bool(missing))
    return CountedWorkout(day, state, left_out, frozenset(providers), missing, distance, gain, first_given(times))


def first_given(times: Iterable[float | None]) -> float | None:
    """The first of moving, timer and elapsed seconds that is given: the time that counts."""
    return next((seconds for seconds in times if seconds is not None), None)


def state_of(asks: bool, differs: bool, missing: bool) -> State:
    """The state of a workout: the worst that is true of it."""
    if asks:
        return State.POSSIBLE
    if differs:
        return State.DIFFERS
    return State.MISSING if missing else State.WHOLE
