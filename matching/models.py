"""Stores workouts with their activities and questions, expectations, write-backs, and links of trimmed activities."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.owned import Owned
from accounts.privacy import Privacy
from accounts.same_owner import SameOwner
from activities.models import Activity
from activities.record import MAX_TEXT_LENGTH
from matching.engine.verdict import QUESTION_KINDS
from matching.querysets import QuestionManager, WorkoutManager, WriteBackManager
from matching.write_back_permit import require_permit
from providers.models import Connection


class Workout(Owned):
    """A workout is one training session of the athlete: all activities that recorded it are its members.

    `has_differences` and `has_questions` are stored so that a calendar need not compute them. The leader is one of the
    members. Whoever deletes a leader sends `activities_deleted` in the same transaction, and matching chooses another;
    otherwise the database refuses the commit.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    leader = models.OneToOneField(Activity, on_delete=models.DO_NOTHING, related_name="led_workout")
    has_differences = models.BooleanField(default=False)
    has_questions = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[WorkoutManager] = WorkoutManager()

    privacy = Privacy(is_owned=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "id"], name="workout_owner_id"),
            SameOwner("leader"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Member(Owned):
    """A member links an activity to its workout. One that is not counted is a duplicate: shown, never summed."""

    workout = models.ForeignKey(Workout, on_delete=models.CASCADE, related_name="members")
    activity = models.OneToOneField(Activity, on_delete=models.CASCADE, related_name="member")
    is_counted = models.BooleanField(default=True)

    privacy = Privacy(is_owned=True)

    class Meta:
        constraints = [SameOwner("workout"), SameOwner("activity")]
        indexes = [models.Index(fields=["owner", "workout"], name="member_workout")]

    def __str__(self) -> str:
        return str(self.pk)


class Question(Owned):
    """A question asks the athlete whether two activities are one workout; `shift_s` is a suspected clock error."""

    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in QUESTION_KINDS])
    first = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="questions_first")
    second = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="questions_second")
    shift_s = models.PositiveIntegerField(null=True)

    objects: ClassVar[QuestionManager] = QuestionManager()

    privacy = Privacy(is_owned=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "first", "second"], name="question_once"),
            SameOwner("first"),
            SameOwner("second"),
        ]
        indexes = [models.Index(fields=["owner", "second"], name="question_second")]

    def __str__(self) -> str:
        return str(self.pk)


class WriteBack(Owned):
    """A write-back is one change at a platform that an athlete clicked, with its progress.

    `verify_attempts` counts how often the old value was still read after the platform had accepted the change.
    `sent_at` is None when nothing was sent, or when everything that was sent was refused. `actual_before` is the value
    that was found instead of `expected_before`, `reason` the code of the failure. `source_provider` is the provider
    that `desired_after` comes from; for an undo that is the platform itself. It is empty in rows older than the column,
    whose source was checked by the page that created them.
    """

    class State(models.TextChoices):
        """Names how far the write-back is.

        QUEUED: its job has yet to run. COMPARED: the present value is the expected one. SENT: the write call may have
        happened, so the value is read before it is sent again. ACCEPTED: the write call succeeded. DONE: the new value
        was read. ALREADY: the platform had the new value before. CONFLICT: it had a third value. FAILED: `reason`.
        """

        QUEUED = "queued"
        COMPARED = "compared"
        SENT = "sent"
        ACCEPTED = "accepted"
        DONE = "done"
        ALREADY = "already"
        CONFLICT = "conflict"
        FAILED = "failed"

    WITHDRAWN = "withdrawn"
    """This is the reason of a write-back that the athlete withdrew before anything was sent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="write_backs")
    workout = models.ForeignKey(Workout, on_delete=models.SET_NULL, null=True, related_name="write_backs")
    provider_id = models.CharField(max_length=128)
    field = models.CharField(max_length=32)
    expected_before = models.CharField(max_length=MAX_TEXT_LENGTH)
    desired_after = models.CharField(max_length=MAX_TEXT_LENGTH)
    actual_before = models.CharField(max_length=MAX_TEXT_LENGTH, default="", blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    reason = models.CharField(max_length=32, default="", blank=True)
    source_provider = models.CharField(max_length=32, default="", blank=True)
    undoes = models.OneToOneField("self", on_delete=models.SET_NULL, null=True, related_name="undone_by")
    verify_attempts = models.PositiveSmallIntegerField(default=0)
    clicked_at = models.DateTimeField(default=timezone.now)
    sent_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    ended_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)

    objects: ClassVar[WriteBackManager] = WriteBackManager()

    privacy = Privacy(is_owned=True, external=("provider_id", "expected_before", "desired_after", "actual_before"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "id"], name="write_back_owner_id"),
            models.UniqueConstraint(
                fields=["owner", "connection", "provider_id", "field"],
                condition=Q(ended_at=None),
                name="write_back_one_under_way",
            ),
            SameOwner("connection"),
            SameOwner("workout"),
            SameOwner("undoes"),
        ]
        indexes = [
            models.Index(fields=["owner", "-clicked_at"], name="write_back_newest"),
            models.Index(fields=["owner", "workout"], name="write_back_workout"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def check_before_write(self) -> None:
        """Raises what `Owned` raises, and WriteBackNotPermitted for a new row that no click confirmed."""
        super().check_before_write()
        if self._state.adding:
            require_permit()

    @property
    def can_be_undone(self) -> bool:
        """Returns whether it changed something, was not undone, and the complete value from before is known.

        A value of the maximum length may have been cut; an empty one was trimmed because of the platform's retention.
        """
        is_first = self.undoes_id is None and not hasattr(self, "undone_by")
        return self.state == self.State.DONE and is_first and 0 < len(self.expected_before) < MAX_TEXT_LENGTH


class Expectation(Owned):
    """An expectation says whether workouts of a sport should be on a platform.

    It is created when the platform holds that sport for the first time; `is_chosen` marks those that the athlete set.
    """

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="expectations")
    sport = models.CharField(max_length=32)
    is_expected = models.BooleanField(default=True)
    is_chosen = models.BooleanField(default=False)

    privacy = Privacy(is_owned=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "connection", "sport"], name="expectation_once"),
            SameOwner("connection"),
        ]

    def __str__(self) -> str:
        return f"expectation {self.pk}"


class TrimmedActivity(Owned):
    """A trimmed activity is one that its platform did not confirm in time: only its id and so its link are kept.

    `workout` is the workout that it was part of; None when that had no other activity.
    """

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="trimmed_activities")
    workout = models.ForeignKey(Workout, on_delete=models.SET_NULL, null=True, related_name="trimmed_activities")
    provider_id = models.CharField(max_length=128)
    confirmed_at = models.DateTimeField()

    privacy = Privacy(is_owned=True, external=("provider_id",))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "connection", "provider_id"], name="trimmed_activity_once"),
            SameOwner("connection"),
            SameOwner("workout"),
        ]
        indexes = [models.Index(fields=["owner", "workout"], name="trimmed_activity_workout")]

    def __str__(self) -> str:
        return f"trimmed {self.pk}"
