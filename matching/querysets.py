"""Defines the queries for workouts, questions and write-backs."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When, Window
from django.db.models.functions import Cast, Replace

from accounts.jobs.models import Job
from accounts.owned import OwnedManager, OwnedQuerySet
from activities.being_deleted import hidden_activities
from activities.models import Activity
from activities.querysets import ActivityBoundQuerySet
from activities.sports import TRANSITION
from providers.querysets import ConnectionBoundManager

WRITE_BACK_JOB = "write"
"""This kind of job works on a write-back; its `dedup_key` is the row's id in 32 digits."""

PROPOSABLE_FIELDS = frozenset({"name"})
"""An athlete may be offered to change these fields at a platform, if the platform can write them."""

MAX_IDS_IN_QUERY = 500
"""With more ids than this, all rows of the account are read and compared instead."""


class WorkoutQuerySet(OwnedQuerySet[Any]):
    """Selects workouts of the current owner.

    While something is being deleted, a workout that loses an activity is out of date until it is matched again: pages
    show it without that activity, and not as one that differs.
    """

    def visible(self) -> "WorkoutQuerySet":
        """Returns the workouts without those all of whose activities are being deleted."""
        hidden = hidden_activities("activity__")
        return self.filter(Exists(self._members().exclude(hidden))) if hidden else self

    def differing(self) -> "WorkoutQuerySet":
        """Returns the workouts that differ."""
        return self.filter(self.is_differing())

    def is_differing(self) -> Q:
        """Returns the condition that a workout differs."""
        hidden = hidden_activities("activity__")
        is_affected = Q(Exists(self._members().filter(hidden))) if hidden else Q()
        return Q(has_differences=True) & ~is_affected

    def _members(self) -> "QuerySet[Any, Any]":
        """Returns the members of each workout of the query around."""
        members: OwnedQuerySet[Any] = self.model.members.rel.related_model.objects
        return members.filter(workout=OuterRef("pk"))

    def on_days(self, first: date, last: date) -> "WorkoutQuerySet":
        """Returns the workouts of these days, without transitions between the legs of a multisport event."""
        return self.visible().filter(local_date__range=(first, last)).exclude(leader__sport=TRANSITION)

    def reviewable(self, first: date, last: date, since: datetime) -> "WorkoutQuerySet":
        """Returns the workouts of these days that differ, or whose write-back is open or ended since an instant."""
        return self.on_days(first, last).filter(self.is_differing() | Q(pk__in=self._written_since(since)))

    def reviewable_anytime(self, since: datetime) -> "WorkoutQuerySet":
        """Returns the reviewable workouts of all days: first those with a change to click or to follow, newest first.

        `total` counts all of them, also in a part of them.
        """
        written = self._written_since(since)
        rows = self.visible().exclude(leader__sport=TRANSITION).filter(self.is_differing() | Q(pk__in=written))
        rows = rows.annotate(has_changes=Q(proposal_count__gt=0) | Q(pk__in=written), total=Window(Count("pk")))
        return rows.order_by("-has_changes", "-local_date", "-leader__started_at", "-leader_id")

    def missing_somewhere(self, expected: Mapping[str, AbstractSet[str]]) -> "WorkoutQuerySet":
        """Returns the workouts that are not on a provider where their sport is expected, newest first.

        `expected` holds the providers of each sport. A trimmed activity counts as there.
        """
        is_missing = Q(pk__in=[])
        for provider in set().union(*expected.values()):
            sports = [sport for sport, providers in expected.items() if provider in providers]
            workout = self.model.objects.filter(pk=OuterRef("pk"))
            is_present = Exists(self._members().filter(activity__provider=provider))
            is_trimmed = Exists(workout.filter(trimmed_activities__connection__provider=provider))
            is_missing |= Q(~is_present, ~is_trimmed, leader__sport__in=sports)
        rows = self.visible().exclude(leader__sport=TRANSITION).filter(is_missing)
        return rows.order_by("-local_date", "-leader__started_at", "-leader_id")

    def _written_since(self, since: datetime) -> "QuerySet[Any, Any]":
        """Returns the ids of the workouts with a write-back that is open or ended since an instant."""
        write_backs: OwnedQuerySet[Any] = self.model.write_backs.rel.related_model.objects
        recent = write_backs.filter(Q(ended_at=None) | Q(ended_at__gt=since), workout__isnull=False)
        return recent.values("workout")


class MemberQuerySet(ActivityBoundQuerySet):
    """Selects members of workouts of the current owner."""

    activity_paths = ("activity__",)


class QuestionQuerySet(ActivityBoundQuerySet):
    """Selects questions of the current owner."""

    activity_paths = ("first__", "second__")

    def about_workout(self, workout: Any) -> "QuestionQuerySet":
        """Returns the questions between a workout and others."""
        members = workout.members.values("activity")
        return self.visible().filter(Q(first__in=members) | Q(second__in=members)).order_by("id")


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
            .order_by("-clicked_at", "-pk")
        )

    def with_newest(self) -> "WriteBackQuerySet":
        """Returns the write-backs with `is_newest`: whether none was clicked later for the same field."""
        field = {name: OuterRef(name) for name in ("connection", "provider_id", "field")}
        later = self.model.objects.filter(**field, clicked_at__gt=OuterRef("clicked_at"))
        return self.annotate(is_newest=~Exists(later))

    def ended(self) -> "WriteBackQuerySet":
        """Returns the write-backs on which nothing works any more."""
        return self.filter(ended_at__isnull=False)

    def with_undecided_conflict(self) -> "WriteBackQuerySet":
        """Returns those that found a third value, about which the athlete has not decided yet."""
        conflicts = self.filter(state=self.model.State.CONFLICT, is_imported=False)
        return conflicts.exclude(reason=self.model.ACCEPTED)


class WorkoutManager(OwnedManager.from_queryset(WorkoutQuerySet)):  # type: ignore[misc]
    """Manages the current owner's workouts."""


class MemberManager(OwnedManager.from_queryset(MemberQuerySet)):  # type: ignore[misc]
    """Manages the members of the current owner's workouts."""


class QuestionManager(OwnedManager.from_queryset(QuestionQuerySet)):  # type: ignore[misc]
    """Manages the current owner's questions."""


class WriteBackManager(ConnectionBoundManager.from_queryset(WriteBackQuerySet)):  # type: ignore[misc]
    """Manages the current owner's write-backs."""
