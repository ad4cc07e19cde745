"""Workouts, the activities that are theirs, and the questions between them. Made by the engine, never by hand."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from accounts.owned import Owned
from accounts.privacy import Privacy
from accounts.same_owner import SameOwner
from activities.models import Activity
from matching.engine.verdict import QUESTIONS
from matching.querysets import QuestionManager, WorkoutManager


class Workout(Owned):
    """What the athlete really did. `differs` and `asks` say what a calendar needs to know without looking further.

    The leader is one of its members. Whoever removes a leader sends `activities_removed` in the same transaction,
    and matching names another; the database refuses the commit otherwise.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    leader = models.OneToOneField(Activity, on_delete=models.DO_NOTHING, related_name="led_workout")
    differs = models.BooleanField(default=False)
    asks = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[WorkoutManager] = WorkoutManager()

    privacy = Privacy(owned=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "id"], name="workout_owner_id"),
            SameOwner("leader"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Member(Owned):
    """That an activity belongs to a workout. One that does not count is a duplicate: shown, never summed."""

    workout = models.ForeignKey(Workout, on_delete=models.CASCADE, related_name="members")
    activity = models.OneToOneField(Activity, on_delete=models.CASCADE, related_name="member")
    counts = models.BooleanField(default=True)

    privacy = Privacy(owned=True)

    class Meta:
        constraints = [SameOwner("workout"), SameOwner("activity")]
        indexes = [models.Index(fields=["owner", "workout"], name="member_workout")]

    def __str__(self) -> str:
        return str(self.pk)


class Question(Owned):
    """Two activities that may be the same outing: for the athlete to answer. `shift_s` is a suspected clock error."""

    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in QUESTIONS])
    first = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="questions_first")
    second = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="questions_second")
    shift_s = models.PositiveIntegerField(null=True)

    objects: ClassVar[QuestionManager] = QuestionManager()

    privacy = Privacy(owned=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "first", "second"], name="question_once"),
            SameOwner("first"),
            SameOwner("second"),
        ]
        indexes = [models.Index(fields=["owner", "second"], name="question_second")]

    def __str__(self) -> str:
        return str(self.pk)
