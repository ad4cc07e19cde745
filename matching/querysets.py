"""What is read of workouts and questions."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Q

from accounts.owned import OwnedManager, OwnedQuerySet

if TYPE_CHECKING:
    from matching.models import Question


class QuestionQuerySet(OwnedQuerySet["Question"]):
    """Questions of the current owner."""

    def about(self, activities: Iterable[int]) -> "QuestionQuerySet":
        """The questions in which one of the activities stands on either side."""
        ids = list(activities)
        return self.filter(Q(first__in=ids) | Q(second__in=ids))


class QuestionManager(OwnedManager.from_queryset(QuestionQuerySet)):  # type: ignore[misc]
    """The current owner's questions."""
