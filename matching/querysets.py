"""What is read of workouts and questions."""

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from accounts.owned import OwnedManager, OwnedQuerySet

if TYPE_CHECKING:
    from matching.models import Question, Workout


MANY = 500
"""More ids than this are looked up among all rows of the account."""


class WorkoutQuerySet(OwnedQuerySet["Workout"]):
    """Workouts of the current owner."""

    def settled(self, ids: set[UUID], leaders: set[int]) -> "Iterable[Workout]":
        """The workouts with one of the ids, or led by one of the activities."""
        if len(ids) + len(leaders) <= MANY:
            return self.filter(Q(id__in=ids) | Q(leader_id__in=leaders))
        return (one for one in self.all() if one.pk in ids or one.leader_id in leaders)


class QuestionQuerySet(OwnedQuerySet["Question"]):
    """Questions of the current owner."""

    def about(self, activities: set[int]) -> "Iterable[Question]":
        """The questions in which one of the activities stands on either side."""
        if len(activities) <= MANY:
            return self.filter(Q(first__in=activities) | Q(second__in=activities))
        return (one for one in self.all() if {one.first_id, one.second_id} & activities)


class WorkoutManager(OwnedManager.from_queryset(WorkoutQuerySet)):  # type: ignore[misc]
    """The current owner's workouts."""


class QuestionManager(OwnedManager.from_queryset(QuestionQuerySet)):  # type: ignore[misc]
    """The current owner's questions."""
