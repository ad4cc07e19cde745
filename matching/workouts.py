"""Loads workouts with all that pages and services ask of them, as plain records."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.prepared_query import PreparedQuery
from accounts.scope import being_deleted
from activities.being_deleted import hidden_providers
from activities.models import Activity
from activities.sports import TRANSITION
from matching.engine.candidate import Candidate
from matching.engine.difference import Difference, authority, differences, named_by_person
from matching.engine.leader import leader_order
from matching.models import Member, Question, Workout
from matching.state import State, first_given, missing_of, provider_forbidding_totals, states_of
from matching.state_inputs import load_expected_providers, load_left_out_leaders
from matching.workout_activity import MEMBER_PATHS, OriginalFile, WorkoutActivity, build_activity
from matching.workout_names import leading_sport, workout_name

NOWHERE: Mapping[str, frozenset[str]] = {}
"""No sport is expected anywhere."""

NOT_GIVEN: tuple[object, ...] = (None, frozenset())
"""These values stand for a field that the activity does not give."""

Facts = tuple[UUID, int, bool, bool, str, str, bool, date]
"""This holds a workout's id, its leader's, whether it differs and has questions, its names, `is_crowded`, its day."""

_FACT_PATHS = (
    "workout_id",
    *(f"workout__{name}" for name in ("leader_id", "has_differences", "has_questions", "own_name", "sort_name")),
    *("workout__is_crowded", "workout__local_date"),
)
_PATHS = (*_FACT_PATHS, "workout__trimmed_activities__connection__provider", *MEMBER_PATHS)


@dataclass(frozen=True)
class WorkoutDetails:
    """Holds a workout with its activities: `counting` in order of leading, and `duplicates`, which are never counted.

    `is_left_out` says that totals leave it out for an open question. `missing` holds the providers that it should be on
    and is not, `trimmed` those that have only a link to it left. `own_name` is the name that the athlete gave it, empty
    without one, `sort_name` the text that orders it by name. `is_crowded` says that too many activities lie around it
    to compare it with any. `leader_id` is the id of the activity that is stored as leading, which may be one that is
    being deleted.
    """

    id: UUID
    has_differences: bool
    has_questions: bool
    local_date: date
    counting: tuple[WorkoutActivity, ...]
    duplicates: tuple[WorkoutActivity, ...]
    is_left_out: bool = False
    missing: frozenset[str] = frozenset()
    trimmed: frozenset[str] = frozenset()
    own_name: str = ""
    sort_name: str = ""
    is_crowded: bool = False
    leader_id: int = 0

    @property
    def activities(self) -> tuple[WorkoutActivity, ...]:
        """Returns all of its activities, those that are counted first."""
        return self.counting + self.duplicates

    @property
    def leader(self) -> WorkoutActivity:
        """Returns the activity that leads."""
        return self.counting[0]

    @property
    def started_at(self) -> datetime:
        """Returns when its leader starts."""
        return self.leader.started_at

    @property
    def ended_at(self) -> datetime:
        """Returns when its leader ends."""
        return self.leader.ended_at

    @property
    def utc_offset_s(self) -> int | None:
        """Returns its offset from UTC, in seconds; None when none of its activities states one."""
        return self.leader.workout_utc_offset_s

    @cached_property
    def providers(self) -> frozenset[str]:
        """Returns the providers that hold it."""
        return frozenset(activity.provider for activity in self.activities)

    def authority(self, field: str) -> WorkoutActivity | None:
        """Returns the activity that a field's value is taken from; None when no counted activity gives it."""
        return authority(self.counting, field)

    @cached_property
    def name(self) -> str | None:
        """Returns the athlete's own name for it, else the first in order of leading that a person wrote, else None."""
        return workout_name(self.counting, self.own_name, self.sort_name)

    @cached_property
    def suggested_name(self) -> str:
        """Returns the name to begin with when the athlete names it: never one whose provider forbids to copy it."""
        activities = [activity for activity in self.counting if not activity.is_from_sink]
        named = named_by_person(activities)
        return self.own_name or (named.name if named and named.name else "")

    @cached_property
    def sport(self) -> str:
        """Returns the first sport, in order of leading, that is more than `other`."""
        return leading_sport(activity.sport for activity in self.counting)

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
    def states(self) -> tuple[State, ...]:
        """Returns all states that are true of the workout, the worst first."""
        return states_of(self.has_questions, self.has_differences, bool(self.missing))

    @property
    def state(self) -> State:
        """Returns the worst of its states."""
        return self.states[0]

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
        return differences(self.counting, self.own_name) if self.has_differences else []


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
    return Member.objects.visible().filter(workout__in=workouts.values("pk")).values_list(*_PATHS)


_rows_between = PreparedQuery(lambda first, last: _rows_of(Workout.objects.on_days(first, last)), date.min, date.min)

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
        facts, (trimmed_provider, *values) = row[: len(_FACT_PATHS)], row[len(_FACT_PATHS) :]
        activity = build_activity(values)
        activities.setdefault(facts, {})[activity.id] = activity
        if trimmed_provider:
            trimmed.setdefault(facts, set()).add(trimmed_provider)
    loaded = [
        _build(facts, list(of_workout.values()), frozenset(trimmed.get(facts, ())), expected, left_out)
        for facts, of_workout in activities.items()
    ]
    if being_deleted():
        loaded = _without_deleted(loaded)
    return sorted(loaded, key=lambda workout: (workout.leader.started_at, workout.leader.id))


def _without_deleted(workouts: list[WorkoutDetails]) -> list[WorkoutDetails]:
    """Returns the workouts as they are without what is being deleted, whose members were not read: one query."""
    ids = {id for pair in Question.objects.visible().values_list("first", "second") for id in pair}
    return [
        replace(
            workout,
            has_differences=bool(differences(workout.counting, workout.own_name)),
            has_questions=any(activity.id in ids for activity in workout.activities),
            trimmed=workout.trimmed.difference(hidden_providers()),
        )
        for workout in workouts
    ]


def load_leg_ids(leader: Activity) -> set[int]:
    """Returns the ids of all legs of the multisport event that an activity is a leg of; none of a single sport."""
    if leader.parent_id is None:
        return set()
    legs = Activity.objects.visible().filter(provider=leader.provider, parent_id=leader.parent_id)
    return set(legs.exclude(sport=TRANSITION).values_list("id", flat=True))


def _build(
    facts: Facts,
    activities: list[WorkoutActivity],
    trimmed: frozenset[str],
    expected: Mapping[str, frozenset[str]],
    left_out: Set[int],
) -> WorkoutDetails:
    id, leader_id, has_differences, has_questions, own_name, sort_name, is_crowded, local_date = facts
    activities.sort(key=leader_order)
    counting = tuple(activity for activity in activities if activity.is_counted)
    duplicates = tuple(activity for activity in activities if not activity.is_counted)
    if not counting:  # What was counted is being deleted.
        counting, duplicates = duplicates[:1], duplicates[1:]
    missing = missing_of(counting[0].sport, trimmed | {activity.provider for activity in activities}, expected)
    is_left_out = leader_id in left_out
    return WorkoutDetails(
        *(id, has_differences, has_questions, local_date, counting, duplicates, is_left_out, missing, trimmed),
        own_name=own_name,
        sort_name=sort_name,
        is_crowded=is_crowded,
        leader_id=leader_id,
    )
