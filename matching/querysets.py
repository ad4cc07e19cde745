"""Defines the queries for workouts, questions and write-backs."""

from datetime import date, datetime
from typing import Any

from django.db.models import Case, CharField, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Replace

from accounts.jobs.models import Job
from accounts.owned import OwnedManager, OwnedQuerySet
from accounts.scope import current_owner_id
from activities.models import Activity
from activities.sports import TRANSITION

WRITE_BACK_JOB = "write"
"""This kind of job works on a write-back; its `dedup_key` is the row's id in 32 digits."""

PROPOSABLE_FIELDS = frozenset({"name"})
"""An athlete may be offered to change these fields at a platform, if the platform can write them."""

MAX_IDS_IN_QUERY = 500
"""With more ids than this, all rows of the account are read and compared instead."""


class WorkoutQuerySet(OwnedQuerySet[Any]):
    """Selects workouts of the current owner."""

    def with_leader(self, **conditions: object) -> "WorkoutQuerySet":
        """Returns the workouts whose leader meets the conditions, such as `local_date__range=days`.

        An index on activities finds them. Transitions between the legs of a multisport event are left out.
        """
        of_leader = {f"leader__{name}": value for name, value in conditions.items()}
        return self.filter(leader__owner=current_owner_id(), **of_leader).exclude(leader__sport=TRANSITION)

    def reviewable(self, first: date, last: date, since: datetime) -> "WorkoutQuerySet":
        """Returns the workouts of these days that differ, or whose write-back is open or ended since an instant."""
        recent = Q(write_backs__ended_at=None) | Q(write_backs__ended_at__gt=since)
        days = {"leader__local_date__range": (first, last)}
        written = self.filter(recent, write_backs__isnull=False, **days).values("pk")
        return self.with_leader(local_date__range=(first, last)).filter(Q(has_differences=True) | Q(pk__in=written))


class QuestionQuerySet(OwnedQuerySet[Any]):
    """Selects questions of the current owner."""

    def about_workout(self, workout: Any) -> "QuestionQuerySet":
        """Returns the questions between a workout and others."""
        members = workout.members.values("activity")
        return self.filter(Q(first__in=members) | Q(second__in=members)).order_by("id")


class WriteBackQuerySet(OwnedQuerySet[Any]):
    """Selects write-backs of the current owner."""

    def with_status(self) -> "WriteBackQuerySet":
        """Returns the write-backs with everything that a page shows of them, newest first: one query.

        `job_state` and `job_not_before` come from the job of a write-back, `present_value` is the stored value of its
        field; each is None where there is none.
        """
        key = Cast(OuterRef("pk"), CharField())
        jobs = Job.objects.annotate(write_back=Replace(key, Value("-"), Value("")))
        jobs = jobs.filter(kind=WRITE_BACK_JOB, dedup_key=F("write_back"))
        activities = Activity.objects.filter(
            provider=OuterRef("connection__provider"), provider_id=OuterRef("provider_id")
        )
        present = [When(field=field, then=Subquery(activities.values(field)[:1])) for field in PROPOSABLE_FIELDS]
        return (
            self.select_related("connection", "undone_by")
            .annotate(
                job_state=Subquery(jobs.values("state")[:1]),
                job_not_before=Subquery(jobs.values("not_before")[:1]),
                present_value=Case(*present, output_field=CharField()),
            )
            .order_by("-clicked_at")
        )


class WorkoutManager(OwnedManager.from_queryset(WorkoutQuerySet)):  # type: ignore[misc]
    """Manages the current owner's workouts."""


class QuestionManager(OwnedManager.from_queryset(QuestionQuerySet)):  # type: ignore[misc]
    """Manages the current owner's questions."""


class WriteBackManager(OwnedManager.from_queryset(WriteBackQuerySet)):  # type: ignore[misc]
    """Manages the current owner's write-backs."""
