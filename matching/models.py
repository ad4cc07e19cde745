"""Stores workouts with their activities and questions, expectations, write-backs, and links of trimmed activities."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.owned import Owned
from accounts.privacy import AS_LONG_AS_CONNECTION, Exported, Privacy
from accounts.same_owner import SameOwner
from activities.models import Activity
from activities.record import MAX_TEXT_LENGTH
from matching.corrections import ActivityReference, Decision, IgnoredDifference, NameReference, WorkoutName
from matching.crowded_day import CrowdedDay
from matching.engine.verdict_kind import QUESTION_KINDS
from matching.pending_match import PendingMatch
from matching.querysets import MemberManager, QuestionManager, WorkoutManager, WriteBackManager
from matching.write_back_permit import require_permit
from providers.models import Connection
from providers.querysets import ConnectionBoundManager

__all__ = (
    "ActivityReference",
    "CrowdedDay",
    "Decision",
    "Expectation",
    "IgnoredDifference",
    "Member",
    "NameReference",
    "PendingMatch",
    "Question",
    "TrimmedActivity",
    "Workout",
    "WorkoutName",
    "WriteBack",
)


class Workout(Owned):
    """A workout is one training session of the athlete: all activities that recorded it are its members.

    `local_date` is its day, by `utc_offset_s`: the first offset that one of its activities states, in order of leading.
    That is None when nobody knows it, and the day is then that of the athlete's zone.
    `has_differences`, `proposal_count` (how many of its differences may be proposed as changes), `has_questions`,
    `own_name`, the name that the athlete gave it, and `sort_name`, the text that orders it by name, are stored so that
    pages need not compute them: `WorkoutName` and `IgnoredDifference` hold what the athlete said. `is_crowded` says
    that its only activity was compared with no other, because too many lie around it. The leader is one of the members.
    Whoever deletes a leader sends `activities_deleted` in the same transaction, and matching chooses another; otherwise
    the database refuses the commit.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    leader = models.OneToOneField(Activity, on_delete=models.DO_NOTHING, related_name="led_workout")
    has_differences = models.BooleanField(default=False)
    proposal_count = models.PositiveSmallIntegerField(default=0)
    has_questions = models.BooleanField(default=False)
    own_name = models.CharField(max_length=MAX_TEXT_LENGTH, default="", blank=True)
    sort_name = models.CharField(max_length=MAX_TEXT_LENGTH, default="", db_default="", blank=True)
    is_crowded = models.BooleanField(default=False, db_default=False)
    local_date = models.DateField()
    utc_offset_s = models.IntegerField(null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[WorkoutManager] = WorkoutManager()

    privacy = Privacy(
        is_owned=True,
        export=Exported(
            name="workouts",
            columns=(
                *("leader", "own_name", "local_date", "utc_offset_s", "has_differences", "proposal_count"),
                *("has_questions", "is_crowded"),
            ),
            order=("leader",),
            derived=True,
        ),
        withheld={
            "sort_name": "the name, written so that names can be ordered",
            "created_at": "when tracekit computed the workout",
        },
        retention="as long as one of its activities",
        external=("sort_name", "local_date", "utc_offset_s"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "id"], name="workout_owner_id"),
            SameOwner("leader"),
        ]
        indexes = [
            models.Index(fields=["owner", "local_date"], name="workout_day"),
            models.Index(
                fields=["owner", "proposal_count"], condition=Q(has_differences=True), name="workout_differing"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Member(Owned):
    """A member links an activity to its workout. One that is not counted is a duplicate: shown, never summed.

    `ignored_fields` are the fields whose differences the athlete ignores, in words separated by commas.
    """

    workout = models.ForeignKey(Workout, on_delete=models.CASCADE, related_name="members")
    activity = models.OneToOneField(Activity, on_delete=models.CASCADE, related_name="member")
    is_counted = models.BooleanField(default=True)
    ignored_fields = models.CharField(max_length=255, default="", blank=True)

    objects: ClassVar[MemberManager] = MemberManager()

    privacy = Privacy(
        is_owned=True,
        export=Exported(
            name="workout_activities",
            columns=("workout", "activity", "is_counted", "ignored_fields"),
            order=("activity",),
            derived=True,
        ),
        retention="as long as its activity",
    )

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

    privacy = Privacy(
        is_owned=True,
        export=Exported(
            name="questions", columns=("kind", "first", "second", "shift_s"), order=("first", "second"), derived=True
        ),
        retention="until it is answered, or one of its activities is deleted",
    )

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
    whose source was checked by the page that created them. `is_imported` says that an export brought the row from
    another account: it has ended, and nothing undoes, retries or decides it any more.
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

    ACCEPTED = "accepted"
    """This is the reason of a conflict after the athlete decided to leave the third value as it is."""

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
    is_imported = models.BooleanField(default=False, db_default=False)
    clicked_at = models.DateTimeField(default=timezone.now)
    sent_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    ended_at: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)

    objects: ClassVar[WriteBackManager] = WriteBackManager()

    privacy = Privacy(
        is_owned=True,
        export=Exported(
            name="write_backs",
            columns=(
                *("connection", "workout", "provider_id", "field", "expected_before", "desired_after", "actual_before"),
                *("state", "reason", "source_provider", "undoes", "clicked_at", "sent_at", "ended_at"),
            ),
            order=("clicked_at", "pk"),
            only={"ended_at__isnull": False},
        ),
        withheld={
            "verify_attempts": "how often a write-back under way was checked",
            "is_imported": "every row that an import creates is",
        },
        retention=f"{AS_LONG_AS_CONNECTION}; values for no longer than the service’s rules allow",
        external=("provider_id", "expected_before", "desired_after", "actual_before"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "id"], name="write_back_owner_id"),
            models.UniqueConstraint(
                fields=["owner", "connection", "provider_id", "field"],
                condition=Q(ended_at=None),
                name="write_back_one_under_way",
            ),
            models.CheckConstraint(
                condition=Q(is_imported=False) | Q(ended_at__isnull=False), name="write_back_imported_has_ended"
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
        """Raises what `Owned` raises, and WriteBackNotPermitted for a new row that no click confirmed.

        An imported row needs no click: the database refuses it unless it has ended.
        """
        super().check_before_write()
        if self._state.adding and not self.is_imported:
            require_permit()

    @property
    def can_be_undone(self) -> bool:
        """Returns whether it changed something, was not undone, and the complete value from before is known.

        A value of the maximum length may have been cut; an empty one was trimmed because of the platform's retention.
        """
        is_first = self.undoes_id is None and not hasattr(self, "undone_by")
        is_kept = 0 < len(self.expected_before) < MAX_TEXT_LENGTH
        return self.state == self.State.DONE and is_first and is_kept and not self.is_imported

    @property
    def can_be_retried(self) -> bool:
        """Returns whether it failed in this account."""
        return self.state == self.State.FAILED and not self.is_imported

    @property
    def is_undecided_conflict(self) -> bool:
        """Returns whether it found a third value, about which the athlete has not decided yet."""
        return self.state == self.State.CONFLICT and self.reason != self.ACCEPTED and not self.is_imported


class Expectation(Owned):
    """An expectation says whether workouts of a sport should be on a platform.

    It is created when the platform holds that sport for the first time; `is_chosen` marks those that the athlete set.
    """

    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="expectations")
    sport = models.CharField(max_length=32)
    is_expected = models.BooleanField(default=True)
    is_chosen = models.BooleanField(default=False)

    objects: ClassVar[ConnectionBoundManager] = ConnectionBoundManager()

    privacy = Privacy(
        is_owned=True,
        export=Exported(
            name="expectations",
            columns=("connection", "sport", "is_expected", "is_chosen"),
            order=("connection__provider", "sport"),
        ),
        retention=AS_LONG_AS_CONNECTION,
    )

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

    objects: ClassVar[ConnectionBoundManager] = ConnectionBoundManager()

    privacy = Privacy(
        is_owned=True,
        export=Exported(
            name="trimmed_activities",
            columns=("connection", "workout", "provider_id", "confirmed_at"),
            order=("connection__provider", "provider_id"),
        ),
        retention=f"until the service lists the activity again, or {AS_LONG_AS_CONNECTION}",
        external=("provider_id",),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "connection", "provider_id"], name="trimmed_activity_once"),
            SameOwner("connection"),
            SameOwner("workout"),
        ]
        indexes = [models.Index(fields=["owner", "workout"], name="trimmed_activity_workout")]

    def __str__(self) -> str:
        return f"trimmed {self.pk}"
