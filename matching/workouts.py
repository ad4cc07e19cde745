"""Loads workouts with all that pages and services ask of them, as plain records."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.prepared_query import PreparedQuery
from activities.models import Activity
from activities.sports import OTHER, TRANSITION
from matching.engine.candidate import Candidate
from matching.engine.difference import Difference, authority, differences, given_value, named_by_person
from matching.engine.leader import leader_order
from matching.models import Member, Workout
from matching.state import State, first_given, missing_of, provider_forbidding_totals, state_of
from matching.state_inputs import load_expected_providers, load_left_out_leaders
from matching.workout_activity import MEMBER_PATHS, OriginalFile, WorkoutActivity, build_activity

NOWHERE: Mapping[str, frozenset[str]] = {}
"""No sport is expected anywhere."""

NOT_GIVEN: tuple[object, ...] = (None, frozenset())
"""These values stand for a field that the activity does not give."""

Facts = tuple[UUID, int, bool, bool]
"""This holds the columns of a workout: id, id of the leader, and whether it has differences and questions."""

_FACT_PATHS = ("workout_id", "workout__leader_id", "workout__has_differences", "workout__has_questions")
_PATHS = (*_FACT_PATHS, "workout__trimmed_activities__connection__provider", *MEMBER_PATHS)


@dataclass(frozen=True)
class WorkoutDetails:
    """Holds a workout with its activities: `counting` in order of leading, and `duplicates`, which are never counted.

    `is_left_out` marks the second half of an open question, which totals leave out. `missing` holds the providers that
    it should be on and is not, `trimmed` those that have only a link to it left.
    """

    id: UUID
    has_differences: bool
    has_questions: bool
    counting: tuple[WorkoutActivity, ...]
    duplicates: tuple[WorkoutActivity, ...]
    is_left_out: bool = False
    missing: frozenset[str] = frozenset()
    trimmed: frozenset[str] = frozenset()

    @property
    def activities(self) -> tuple[WorkoutActivity, ...]:
        """Returns all of its activities, those that are counted first."""
        return self.counting + self.duplicates

    @property
    def leader(self) -> WorkoutActivity:
        """Returns the activity that leads."""
        return self.counting[0]

    @cached_property
    def providers(self) -> frozenset[str]:
        """Returns the providers that hold it."""
        return frozenset(activity.provider for activity in self.activities)

    def authority(self, field: str) -> WorkoutActivity | None:
        """Returns the activity that a field's value is taken from; None when no counted activity gives it."""
        return authority(self.counting, field)

    def given_by(self, field: str) -> tuple[WorkoutActivity, ...]:
        """Returns the activities that give a field: the authority first, the duplicates last."""
        return tuple(activity for activity in self.activities if given_value(activity, field) not in NOT_GIVEN)

    @cached_property
    def name(self) -> str | None:
        """Returns the first name, in order of leading, that a person wrote; None when programs made all of them."""
        named = named_by_person(self.counting)
        return named.name if named else None

    @cached_property
    def sport(self) -> str:
        """Returns the first sport, in order of leading, that is more than `other`."""
        return next((activity.sport for activity in self.counting if activity.sport != OTHER), OTHER)

    @property
    def distance_m(self) -> float | None:
        """Returns the leader's distance."""
        return self.leader.distance_m

    @property
    def elevation_gain_m(self) -> float | None:
        """Returns the leader's elevation gain."""
        return self.leader.elevation_gain_m

    @property
    def time_s(self) -> float | None:
        """Returns the leader's time: moving, else timer, else elapsed."""
        return first_given((self.leader.moving_s, self.leader.timer_s, self.leader.elapsed_s))

    @cached_property
    def state(self) -> State:
        """Returns the state of the workout."""
        return state_of(self.has_questions, self.has_differences, bool(self.missing))

    @cached_property
    def barred_by(self) -> str | None:
        """Returns the provider whose rules keep it out of totals; None when it may be summed."""
        return provider_forbidding_totals(self.providers)

    @cached_property
    def original(self) -> OriginalFile | None:
        """Returns the first source file, in order of leading, whose bytes are kept."""
        files = (activity.file for activity in self.counting)
        return next((file for file in files if file and file.has_bytes), None)

    @cached_property
    def candidates(self) -> list[Candidate]:
        """Returns the counted activities as the engine sees them."""
        return [activity.candidate() for activity in self.counting]

    @cached_property
    def differences(self) -> list[Difference[WorkoutActivity]]:
        """Returns where the counted activities disagree."""
        return differences(self.counting) if self.has_differences else []


def load_workouts(
    workouts: QuerySet[Workout], expected: Mapping[str, frozenset[str]] = NOWHERE
) -> list[WorkoutDetails]:
    """Returns these workouts in order of time: one query.

    `expected` gives the providers that each sport should be on.
    """
    return _build_all(_rows_of(workouts), expected, frozenset())


def load_workouts_between(first: date, last: date) -> list[WorkoutDetails]:
    """Returns the workouts of these days in order of time: three queries."""
    return _build_all(_rows_between(first, last), load_expected_providers(), load_left_out_leaders(first, last))


def load_expected_workouts(first: date, last: date, expected: Mapping[str, frozenset[str]]) -> list[WorkoutDetails]:
    """Returns the workouts of these days in order of time, with where they are missing: one query."""
    return _build_all(_rows_between(first, last), expected, frozenset())


def load_reviewable_workouts(first: date, last: date, since: datetime) -> list[WorkoutDetails]:
    """Returns the workouts of these days that differ, or whose write-back is open or ended since: one query."""
    return _build_all(_reviewable_rows(first, last, since), NOWHERE, frozenset())


def _rows_of(workouts: QuerySet[Workout]) -> "QuerySet[Member, Any]":
    return Member.objects.filter(workout__in=workouts.values("pk")).values_list(*_PATHS)


_rows_between = PreparedQuery(
    lambda first, last: _rows_of(Workout.objects.with_leader(local_date__range=(first, last))), date.min, date.min
)

_reviewable_rows = PreparedQuery(
    lambda first, last, since: _rows_of(Workout.objects.reviewable(first, last, since)),
    *(date.min, date.min, datetime(2000, 1, 1, tzinfo=UTC)),
)


def _build_all(
    rows: Iterable[tuple[Any, ...]], expected: Mapping[str, frozenset[str]], left_out: Set[int]
) -> list[WorkoutDetails]:
    """Returns the workouts of the rows; `left_out` holds the leaders of those that totals leave out."""
    activities: dict[Facts, dict[int, WorkoutActivity]] = {}
    trimmed: dict[Facts, set[str]] = {}
    for row in rows:
        facts, trimmed_provider, activity = row[:4], row[4], build_activity(row[5:])
        activities.setdefault(facts, {})[activity.id] = activity
        if trimmed_provider:
            trimmed.setdefault(facts, set()).add(trimmed_provider)
    loaded = [
        _build(facts, list(of_workout.values()), frozenset(trimmed.get(facts, ())), expected, left_out)
        for facts, of_workout in activities.items()
    ]
    return sorted(loaded, key=lambda workout: (workout.leader.started_at, workout.leader.id))


def load_leg_ids(leader: Activity) -> set[int]:
    """Returns the ids of all legs of the multisport event that an activity is a leg of; none of a single sport."""
    if leader.parent_id is None:
        return set()
    legs = Activity.objects.filter(provider=leader.provider, parent_id=leader.parent_id)
    return set(legs.exclude(sport=TRANSITION).values_list("id", flat=True))


def _build(
    facts: Facts,
    activities: list[WorkoutActivity],
    trimmed: frozenset[str],
    expected: Mapping[str, frozenset[str]],
    left_out: Set[int],
) -> WorkoutDetails:
    id, leader_id, has_differences, has_questions = facts
    activities.sort(key=leader_order)
    counting = tuple(activity for activity in activities if activity.is_counted)
    duplicates = tuple(activity for activity in activities if not activity.is_counted)
    missing = missing_of(counting[0].sport, trimmed | {activity.provider for activity in activities}, expected)
    return WorkoutDetails(
        id, has_differences, has_questions, counting, duplicates, leader_id in left_out, missing, trimmed
    )
