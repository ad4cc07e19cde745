"""The workouts of many days, counted without reading them whole."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

from activities.places import rank_of
from matching.models import Expectation, Question, Workout
from matching.pictures.square import State
from providers.services.derived_use import may_be_summed

PATHS = (
    "leader_id",
    "leader__local_date",
    "leader__sport",
    "asks",
    "differs",
    "leader__distance_m",
    "leader__elevation_gain_m",
    "leader__moving_s",
    "leader__timer_s",
    "leader__elapsed_s",
    "members__activity__provider",
    "trimmed__connection__provider",
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

    @property
    def barred_by(self) -> str | None:
        """The provider whose rules keep it out of sums."""
        return barred_by(self.providers)


def counted_in(first: date, last: date) -> list[CountedWorkout]:
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
) -> CountedWorkout:
    leader, day, _, asks, differs, distance, gain, *times = told
    return CountedWorkout(
        day,
        state_of(asks, differs, bool(missing)),
        leader in left_out,
        frozenset(providers),
        missing,
        distance,
        gain,
        first_given(times),
    )


def missing_of(sport: str, there: Set[str], expected: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The providers that a workout led by that sport should be on and is not; what was trimmed there counts as there.

    Files are never expected anywhere.
    """
    return expected.get(sport, frozenset()) - there


def barred_by(providers: Iterable[str]) -> str | None:
    """The provider that a workout is known from alone, when its rules keep it out of sums; None when it is summed."""
    known = sorted(providers, key=rank_of)
    return None if any(map(may_be_summed, known)) else known[0]


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
