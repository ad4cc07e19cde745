"""A workout as pages show it: its activities in order of leading, and where they lie and differ."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import F, QuerySet

from activities.models import Activity
from activities.provider_labels import ProviderLabel, sorted_labels
from activities.sports import OTHER
from matching.engine.candidate import Candidate
from matching.engine.difference import Difference, differences
from matching.engine.leader import leading
from matching.match_row import COLUMNS, MatchRow
from matching.models import Expectation, Member, Question, Workout
from matching.state import State, barred_by, first_given, missing_of, state_of

NOWHERE: Mapping[str, frozenset[str]] = {}
"""No sport is expected anywhere."""


@dataclass(frozen=True, slots=True)
class Chip:
    """A provider the workout is on: how many of its activities count there, whether it differs or has it twice.

    One that it should be on and is not has no activity that counts.
    """

    place: ProviderLabel
    count: int
    differs: bool = False
    twice: bool = False

    @property
    def look(self) -> str:
        """The one thing that its shape says; a difference before what is there twice."""
        if not self.count:
            return "missing"
        return "differs" if self.differs else "twice" if self.twice else "there"

    @property
    def sentence(self) -> str:
        """`on Garmin`, `differs on Strava`, `missing on Strava`, `as a file, 2 activities`."""
        times = f", {self.count} activities" if self.count > 1 else ""
        return ("" if self.look == "there" else f"{self.look} ") + self.place.there + times


@dataclass(frozen=True)
class WorkoutDetails:
    """A workout and its activities: `counting` in order of leading, and `duplicates`, which count nowhere.

    `missing` are the providers it should be on and is not, `trimmed` those that have only a link to it left.
    """

    workout: Workout
    counting: tuple[Activity, ...]
    duplicates: tuple[Activity, ...]
    left_out: bool = False
    missing: frozenset[str] = frozenset()
    trimmed: frozenset[str] = frozenset()

    @property
    def activities(self) -> tuple[Activity, ...]:
        """All of them, those that count first."""
        return self.counting + self.duplicates

    @property
    def leader(self) -> Activity:
        """The activity that leads."""
        return self.counting[0]

    @property
    def name(self) -> str | None:
        """The name that the first activity gives which has one."""
        return next((one.name for one in self.counting if one.name), None)

    @property
    def sport(self) -> str:
        """The first sport that says something."""
        return next((one.sport for one in self.counting if one.sport != OTHER), OTHER)

    @property
    def distance_m(self) -> float | None:
        """The leader's distance."""
        return self.leader.distance_m

    @property
    def elevation_gain_m(self) -> float | None:
        """The leader's climbing."""
        return self.leader.elevation_gain_m

    @property
    def time_s(self) -> float | None:
        """The leader's time: moving, else timer, else elapsed."""
        return first_given((self.leader.moving_s, self.leader.timer_s, self.leader.elapsed_s))

    @property
    def state(self) -> State:
        """How it stands."""
        return state_of(self.workout.asks, self.workout.differs, bool(self.missing))

    @property
    def barred_by(self) -> str | None:
        """The provider whose rules keep it out of sums."""
        return barred_by({one.provider for one in self.activities})

    @cached_property
    def candidates(self) -> list[Candidate]:
        """The counting activities as the engine sees them."""
        return [row_of(one).candidate() for one in self.counting]

    @cached_property
    def differences(self) -> list[Difference[MatchRow]]:
        """Where the counting activities disagree."""
        return differences([row_of(one) for one in self.counting]) if self.workout.differs else []

    @property
    def chips(self) -> list[Chip]:
        """A chip for each provider that it is on or should be, in the athlete's order."""
        there = Counter(one.provider for one in self.counting)
        differing = {found.activity.provider for found in self.differences}
        twice = {one.provider for one in self.duplicates}
        return [
            Chip(place, there[place.provider], place.provider in differing, place.provider in twice)
            for place in sorted_labels({*there, *self.missing})
        ]


def load_workouts(
    workouts: QuerySet[Workout], expected: Mapping[str, frozenset[str]] = NOWHERE, left_out: Set[int] = frozenset()
) -> list[WorkoutDetails]:
    """These workouts in order of time: one query.

    `expected` are the providers that each sport should be on, `left_out` the leaders of those that sums pass over.
    """
    activities: dict[Workout, dict[int, Activity]] = defaultdict(dict)
    linked: dict[Workout, set[str]] = defaultdict(set)
    members = Member.objects.filter(workout__in=workouts.values("pk")).select_related(
        "workout", "activity__source_file"
    )
    for one in members.annotate(trimmed_on=F("workout__trimmed__connection__provider")):
        activities[one.workout][one.activity_id] = one.activity
        linked[one.workout].update(filter(None, [one.trimmed_on]))
    found = [
        _shown(workout, list(members.values()), frozenset(linked[workout]), expected, workout.leader_id in left_out)
        for workout, members in activities.items()
    ]
    return sorted(found, key=lambda one: (one.leader.started_at, one.leader.pk))


def load_workouts_between(first: date, last: date) -> list[WorkoutDetails]:
    """The workouts of these days: three queries."""
    left_out = Question.objects.second_leaders(first, last)
    expected = Expectation.objects.providers_by_sport()
    return load_workouts(Workout.objects.led(local_date__range=(first, last)), expected, left_out)


def _shown(
    workout: Workout,
    members: list[Activity],
    trimmed: frozenset[str],
    expected: Mapping[str, frozenset[str]],
    left_out: bool,
) -> WorkoutDetails:
    if len(members) > 1:
        members.sort(key=lambda one: leading(row_of(one).candidate()))
    counting = tuple(one for one in members if one.member.counts)
    missing = missing_of(counting[0].sport, trimmed | {one.provider for one in members}, expected)
    duplicates = tuple(one for one in members if not one.member.counts)
    return WorkoutDetails(workout, counting, duplicates, left_out, missing, trimmed)


def row_of(activity: Activity) -> MatchRow:
    """The activity as matching reads it."""
    return MatchRow._make(_follow(activity, path) for path in COLUMNS)


def _follow(value: Any, path: str) -> Any:
    for name in path.split("__"):
        value = None if value is None else getattr(value, name)
    return value
