"""Stores what the athlete tells tracekit: what is one workout, what to ignore, and what a workout is called.

All of it refers to activities by a keyed digest, so that it holds no id of a platform, and applies again when an
activity comes back: after it was deleted and imported anew, or after its platform was disconnected and connected again.
"""

import uuid

from django.db import models
from django.utils import timezone

from accounts.owned import Owned
from accounts.privacy import AS_LONG_AS_ACCOUNT, Exported, Privacy
from accounts.same_owner import SameOwner
from activities.models import Activity
from activities.record import MAX_TEXT_LENGTH
from matching.engine.decision_kind import DecisionKind


class ActivityReference(Owned):
    """A reference names an activity by a keyed digest of its provider and provider id, in 64 hex digits.

    `activity` is None while no such activity is stored.
    """

    digest = models.CharField(max_length=64)
    activity = models.OneToOneField(Activity, on_delete=models.SET_NULL, null=True, related_name="reference")

    privacy = Privacy(
        is_owned=True,
        export="a link between activities and what the athlete said of them, whose exports name the activity itself",
        retention="as long as what you said of the activity",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "id"], name="reference_owner_id"),
            models.UniqueConstraint(fields=["owner", "digest"], name="reference_once"),
            SameOwner("activity"),
        ]

    def __str__(self) -> str:
        return f"reference {self.pk}"


class Decision(Owned):
    """A decision is the athlete's answer whether two activities are one workout.

    `is_in_effect` says whether both activities were stored when matching last looked. A contradicting answer replaces
    an earlier one, which applies again when that answer is taken back.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=9, choices=[(kind.value, kind.value) for kind in DecisionKind])
    first = models.ForeignKey(ActivityReference, on_delete=models.CASCADE, related_name="decisions_first")
    second = models.ForeignKey(ActivityReference, on_delete=models.CASCADE, related_name="decisions_second")
    decided_at = models.DateTimeField(default=timezone.now)
    is_in_effect = models.BooleanField(default=True)
    replaced_by = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="replaced")

    privacy = Privacy(
        is_owned=True,
        export=Exported(
            name="decisions",
            columns=("kind", "first", "second", "decided_at", "is_in_effect", "replaced_by"),
            order=("-decided_at", "-pk"),  # an answer that replaces another one comes before it
        ),
        retention=AS_LONG_AS_ACCOUNT,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "id"], name="decision_owner_id"),
            SameOwner("first"),
            SameOwner("second"),
            SameOwner("replaced_by"),
        ]
        indexes = [models.Index(fields=["owner", "-decided_at"], name="decision_newest")]

    def __str__(self) -> str:
        return str(self.pk)


class IgnoredDifference(Owned):
    """An ignored difference is a field of an activity that may differ from the rest of its workout for good.

    `decision` is the answer that it was ignored with, and goes with; None when the athlete ignored it by itself.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.ForeignKey(ActivityReference, on_delete=models.CASCADE, related_name="ignored_differences")
    field = models.CharField(max_length=32)
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, null=True, related_name="ignored_differences")
    ignored_at = models.DateTimeField(default=timezone.now)

    privacy = Privacy(
        is_owned=True,
        export=Exported(
            name="ignored_differences",
            columns=("reference", "field", "decision", "ignored_at"),
            order=("ignored_at", "pk"),
        ),
        retention=AS_LONG_AS_ACCOUNT,
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "reference", "field", "decision"], name="ignored_once"),
            SameOwner("reference"),
            SameOwner("decision"),
        ]
        indexes = [models.Index(fields=["owner", "-ignored_at"], name="ignored_newest")]

    def __str__(self) -> str:
        return str(self.pk)


class WorkoutName(Owned):
    """A workout name is what the athlete called a workout; the newest one of a workout's activities counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=MAX_TEXT_LENGTH)
    named_at = models.DateTimeField(default=timezone.now)

    privacy = Privacy(
        is_owned=True,
        export=Exported(name="workout_names", columns=("name", "named_at"), order=("named_at", "pk")),
        retention=AS_LONG_AS_ACCOUNT,
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "id"], name="workout_name_owner_id")]
        indexes = [models.Index(fields=["owner", "-named_at"], name="workout_name_newest")]

    def __str__(self) -> str:
        return str(self.pk)


class NameReference(Owned):
    """A name reference is an activity that a workout had when the athlete named it."""

    workout_name = models.ForeignKey(WorkoutName, on_delete=models.CASCADE, related_name="name_references")
    reference = models.ForeignKey(ActivityReference, on_delete=models.CASCADE, related_name="name_references")

    privacy = Privacy(
        is_owned=True,
        export=Exported(name="workout_name_activities", columns=("workout_name", "reference")),
        retention="as long as the name",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "workout_name", "reference"], name="name_reference_once"),
            SameOwner("workout_name"),
            SameOwner("reference"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
