"""A workout as pages show it: its activities in order of leading, and where they lie and differ."""

from collections import Counter, defaultdict
from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from activities.models import Activity
from activities.places import Place, in_order
from activities.sports import OTHER
from matching.engine.candidate import Candidate
from matching.engine.difference import Difference, differences
from matching.engine.leader import leading
from matching.models import Member, Question, Workout
from matching.pages.counted import first_given, state_of
from matching.pictures.square import State
from matching.services.row import COLUMNS, Row


@dataclass(frozen=True, slots=True)
class Chip:
    """A provider the workout is on: how many of its activities count there, whether it differs or has it twice."""

    place: Place
    count: int
    differs: bool
    twice: bool

    @property
    def look(self) -> str:
        """The one thing that its shape says; a difference before what is there twice."""
        return "differs" if self.differs else "twice" if self.twice else "there"

    @property
    def sentence(self) -> str:
        """`on Garmin`, `differs on Strava`, `as 2 files`."""
        times = f", {self.count} activities" if self.count > 1 else ""
        return {"there": "", "differs": "differs ", "twice": "twice "}[self.look] + self.place.there + times


@dataclass(frozen=True)
class Shown:
    """A workout and its activities: `counting` in order of leading, and `duplicates`, which count nowhere."""

    workout: Workout
    counting: tuple[Activity, ...]
    duplicates: tuple[Activity, ...]
    left_out: bool = False

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
        return state_of(self.workout.asks, self.workout.differs, missing=False)

    @cached_property
    def candidates(self) -> list[Candidate]:
        """The counting activities as the engine sees them."""
        return [row_of(one).candidate() for one in self.counting]

    @cached_property
    def differences(self) -> list[Difference[Row]]:
        """Where the counting activities disagree."""
        return differences([row_of(one) for one in self.counting]) if self.workout.differs else []

    @property
    def chips(self) -> list[Chip]:
        """A chip for each provider it is on, in the athlete's order."""
        there = Counter(one.provider for one in self.counting)
        differing = {found.activity.provider for found in self.differences}
        twice = {one.provider for one in self.duplicates}
        return [
            Chip(place, there[place.provider], place.provider in differing, place.provider in twice)
            for place in in_order(there)
        ]


def shown_of(workouts: QuerySet[Workout], left_out: Set[int] = frozenset()) -> list[Shown]:
    """These workouts in order of time: one query. `left_out` are the leaders of those that sums pass over."""
    by_workout: dict[Workout, list[Activity]] = defaultdict(list)
    members = Member.objects.filter(workout__in=workouts.values("pk"))
    for one in members.select_related("workout", "activity__source_file"):
        by_workout[one.workout].append(one.activity)
    found = [_shown(workout, activities, workout.leader_id in left_out) for workout, activities in by_workout.items()]
    return sorted(found, key=lambda one: (one.leader.started_at, one.leader.pk))


def shown_in(first: date, last: date) -> list[Shown]:
    """The workouts of these days: two queries."""
    left_out = Question.objects.second_leaders(first, last)
    return shown_of(Workout.objects.led(local_date__range=(first, last)), left_out)


def _shown(workout: Workout, members: list[Activity], left_out: bool) -> Shown:
    if len(members) > 1:
        members.sort(key=lambda one: leading(row_of(one).candidate()))
    counting = tuple(one for one in members if one.member.counts)
    return Shown(workout, counting, tuple(one for one in members if not one.member.counts), left_out)


def row_of(activity: Activity) -> Row:
    """The activity as matching reads it."""
    return Row._make(_follow(activity, path) for path in COLUMNS)


def _follow(value: Any, path: str) -> Any:
    for name in path.split("__"):
        value = None if value is None else getattr(value, name)
    return value
