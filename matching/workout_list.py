"""Loads the list of workouts: which of them fit a filter, in which order, and what there is to filter by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db import connection
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Collate

from accounts.prepared_query import PreparedQuery
from activities.models import Activity
from activities.sports import TRANSITION
from matching.models import Workout
from matching.workout_filter import WorkoutFilter
from matching.workout_years import workout_years
from matching.workouts import WorkoutDetails, load_workouts


class WorkoutOrder(StrEnum):
    """Names the orders of the list. Addresses use the values."""

    NEWEST = "newest"
    OLDEST = "oldest"
    LONGEST_DISTANCE = "distance"
    LONGEST_TIME = "time"
    NAME = "name"


_NEWEST_FIRST = (F("leader__started_at").desc(), F("leader_id").desc())
_OLDEST_FIRST = (F("leader__started_at").asc(), F("leader_id").asc())
_TIME = Coalesce("leader__moving_s", "leader__timer_s", "leader__elapsed_s")
_ORDER_BY = {
    WorkoutOrder.NEWEST: _NEWEST_FIRST,
    WorkoutOrder.OLDEST: _OLDEST_FIRST,
    WorkoutOrder.LONGEST_DISTANCE: (F("leader__distance_m").desc(nulls_last=True), *_NEWEST_FIRST),
    WorkoutOrder.LONGEST_TIME: (_TIME.desc(nulls_last=True), *_NEWEST_FIRST),
}
_BY_CODE_POINT = {"sqlite": "BINARY", "postgresql": "C"}
"""With these collations databases compare text as Python does."""


@dataclass(frozen=True, slots=True)
class FilterChoices:
    """Holds what the workouts of an account can be filtered by; `years` are those with a workout, the newest first."""

    sports: frozenset[str]
    providers: frozenset[str]
    gear: frozenset[str]
    years: tuple[int, ...]


def find_leaders(filter: WorkoutFilter, order: WorkoutOrder, expected: Mapping[str, frozenset[str]]) -> Sequence[int]:
    """Returns the leaders of all workouts that fit, in order: one query.

    Ids are small, so reading all of them costs little more than counting them would. `expected` gives the providers
    that each sport should be on.
    """
    workouts = filter.select(expected).order_by(*_ordering(order))
    return list(workouts.values_list("leader_id", flat=True))


def _ordering(order: WorkoutOrder) -> tuple[Combinable, ...]:
    if order is WorkoutOrder.NAME:
        return Collate("sort_name", _BY_CODE_POINT[connection.vendor]), *_OLDEST_FIRST
    return _ORDER_BY[order]


def load_led_workouts(leader_ids: Sequence[int], expected: Mapping[str, frozenset[str]]) -> list[WorkoutDetails]:
    """Returns the workouts that these activities lead, in the same order: one query."""
    workouts = load_workouts(Workout.objects.filter(leader__in=leader_ids), expected)
    by_leader = {workout.leader_id: workout for workout in workouts}
    return [by_leader[leader_id] for leader_id in leader_ids if leader_id in by_leader]


def load_filter_choices() -> FilterChoices:
    """Returns the sports of leaders, the providers and gear of all activities, and the years: two queries."""
    rows = _choices()
    return FilterChoices(
        frozenset(sport for _, sport, _, is_leader in rows if is_leader),
        frozenset(provider for provider, *_ in rows),
        frozenset(gear for _, _, gear, _ in rows if gear),
        workout_years(),
    )


def _choices_query() -> "QuerySet[Activity, tuple[str, str, str | None, bool]]":
    return (
        Activity.objects.visible()
        .exclude(sport=TRANSITION)
        .order_by()
        .values_list(
            "provider",
            "sport",
            "gear_label",
            Exists(Workout.objects.filter(leader=OuterRef("pk"))),
        )
        .distinct()
    )


_choices = PreparedQuery(_choices_query)
