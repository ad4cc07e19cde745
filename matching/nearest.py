"""Finds the nearest days and workouts before and after others, for the links between pages."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, Subquery, UUIDField

from accounts.models import Account
from accounts.prepared_query import PreparedQuery
from accounts.scope import current_owner_id
from activities.models import Activity
from activities.sports import TRANSITION
from matching.models import Workout


def last_day_before(day: date) -> date | None:
    """Returns the last day with a workout before a day: one query."""
    days = _workouts_of(local_date__lt=day).order_by("-local_date")
    return days.values_list("local_date", flat=True).first()


def differing_days_around(first: date, last: date) -> tuple[date | None, date | None]:
    """Returns the last day before these days with a workout that differs, and the first one after them: one query."""
    [(before, after)] = _differing_days(first, last)
    return before, after


def workouts_around(workout: Workout) -> tuple[UUID | None, UUID | None]:
    """Returns the ids of the workouts before and after a workout: one query."""
    [(before, after)] = _workouts(workout.leader.started_at, workout.leader_id)
    return before, after


def _workouts_of(**conditions: object) -> "QuerySet[Workout]":
    """Returns the workouts that meet conditions, without transitions."""
    return Workout.objects.visible().filter(**conditions).exclude(leader__sport=TRANSITION)


def _differing(**conditions: object) -> "QuerySet[Workout]":
    """Returns the workouts that differ and meet conditions, without transitions."""
    return Workout.objects.differing().filter(**conditions).exclude(leader__sport=TRANSITION)


def _leaders(**conditions: object) -> "QuerySet[Activity]":
    """Returns the activities that lead a workout and meet conditions, without transitions.

    Asked from the activities, PostgreSQL takes the first of an index. With the owner on both sides of the join it
    expects to find nothing, and reads all workouts of the account.
    """
    return Activity.objects.visible().filter(led_workout__isnull=False, **conditions).exclude(sport=TRANSITION)


def _differing_days_query(first: date, last: date) -> "QuerySet[Account, Any]":
    before = _differing(local_date__lt=first).order_by("-local_date").values("local_date")[:1]
    after = _differing(local_date__gt=last).order_by("local_date").values("local_date")[:1]
    return _one_row_queryset().values_list(Subquery(before), Subquery(after))


def _workouts_query(start: datetime, leader: int) -> "QuerySet[Account, Any]":
    before = _leaders(started_at__lte=start).filter(Q(started_at__lt=start) | Q(pk__lt=leader))
    after = _leaders(started_at__gte=start).filter(Q(started_at__gt=start) | Q(pk__gt=leader))
    return _one_row_queryset().values_list(_first(before, "-started_at", "-pk"), _first(after, "started_at", "pk"))


def _first(leaders: "QuerySet[Activity]", *order: str) -> Subquery:
    """Returns the workout that the first of the leaders leads."""
    return Subquery(leaders.order_by(*order).values("led_workout")[:1], output_field=UUIDField())


def _one_row_queryset() -> "QuerySet[Account]":
    # Both subqueries come back in one query, which needs a table with exactly one row: that of the current account.
    return Account.objects.filter(pk=current_owner_id())


_differing_days = PreparedQuery(_differing_days_query, date.min, date.min)
_workouts = PreparedQuery(_workouts_query, datetime(2000, 1, 1, tzinfo=UTC), 1)
