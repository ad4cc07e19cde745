"""What is read of workouts, questions and expectations."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, UUIDField, Value, When
from django.db.models.functions import Cast, Replace

from accounts.jobs.models import Job
from accounts.models import Account
from accounts.owned import OwnedManager, OwnedQuerySet
from accounts.scope import current_owner_id
from activities.models import Activity
from activities.sports import TRANSITION
from matching.state import PROPOSABLE_FIELDS

WRITE = "write"
"""The kind of job that works on a write-back; its `dedup_key` is the row's id in 32 digits."""

MANY = 500
"""More ids than this are looked up among all rows of the account."""


class WorkoutQuerySet(OwnedQuerySet[Any]):
    """Workouts of the current owner."""

    def settled(self, ids: set[UUID], leaders: set[int]) -> Iterable[Any]:
        """The workouts with one of the ids, or led by one of the activities."""
        if len(ids) + len(leaders) <= MANY:
            return self.filter(Q(id__in=ids) | Q(leader_id__in=leaders))
        return (one for one in self.all() if one.pk in ids or one.leader_id in leaders)

    def led(self, **leader: object) -> "WorkoutQuerySet":
        """The workouts whose leader is so, such as `local_date__range=days`; found by the index on activities.

        Transitions between legs are left out: nobody goes out for one.
        """
        conditions = {f"leader__{name}": value for name, value in leader.items()}
        return self.filter(leader__owner=current_owner_id(), **conditions).exclude(leader__sport=TRANSITION)

    def day_before(self, first: date) -> date | None:
        """The last day with a workout before this one."""
        days = _leaders(local_date__lt=first).order_by("-local_date")
        return days.values_list("local_date", flat=True).first()

    def days_around(self, first: date, last: date, **so: object) -> tuple[date | None, date | None]:
        """The last day with a workout before these days, and the first one after them: one query.

        `so` is what such a workout has to be, as `has_differences=True`.
        """
        which = {f"led_workout__{name}": value for name, value in so.items()}
        before = _leaders(local_date__lt=first, **which).order_by("-local_date").values("local_date")[:1]
        after = _leaders(local_date__gt=last, **which).order_by("local_date").values("local_date")[:1]
        here = Account.objects.filter(pk=current_owner_id())
        return here.values_list(Subquery(before), Subquery(after)).get()

    def to_review(self, first: date, last: date, since: datetime) -> "WorkoutQuerySet":
        """The workouts of these days that differ, or that something is or was written of since then."""
        written = Q(write_backs__ended_at=None) | Q(write_backs__ended_at__gt=since)
        touched = self.filter(written, write_backs__isnull=False, leader__local_date__range=(first, last)).values("pk")
        return self.led(local_date__range=(first, last)).filter(Q(has_differences=True) | Q(pk__in=touched))

    def beside(self, workout: Any) -> tuple[UUID | None, UUID | None]:
        """The ids of the workouts before and after this one: one query."""
        start, leader = workout.leader.started_at, workout.leader_id
        before = _leaders(started_at__lte=start).filter(Q(started_at__lt=start) | Q(pk__lt=leader))
        after = _leaders(started_at__gte=start).filter(Q(started_at__gt=start) | Q(pk__gt=leader))
        here = Account.objects.filter(pk=current_owner_id())
        return here.values_list(_first(before, "-started_at", "-pk"), _first(after, "started_at", "pk")).get()


def _leaders(**so: object) -> "QuerySet[Activity]":
    """The activities that lead a workout and are so; transitions are left out.

    Asked from the activities, PostgreSQL takes the first of an index. With the owner on both sides of the join it
    expects to find nothing, and reads all workouts of the account.
    """
    return Activity.objects.filter(led_workout__isnull=False, **so).exclude(sport=TRANSITION)


def _first(leaders: "QuerySet[Activity]", *order: str) -> Subquery:
    """The workout that the first of them leads."""
    return Subquery(leaders.order_by(*order).values("led_workout")[:1], output_field=UUIDField())


class QuestionQuerySet(OwnedQuerySet[Any]):
    """Questions of the current owner."""

    def about(self, activities: set[int]) -> Iterable[Any]:
        """The questions in which one of the activities stands on either side."""
        if len(activities) <= MANY:
            return self.filter(Q(first__in=activities) | Q(second__in=activities))
        return (one for one in self.all() if {one.first_id, one.second_id} & activities)

    def about_workout(self, workout: Any) -> "QuestionQuerySet":
        """The questions between this workout and others."""
        own = workout.members.values("activity")
        return self.filter(Q(first__in=own) | Q(second__in=own)).order_by("id")

    def second_leaders(self, first: date, last: date) -> set[int]:
        """The leaders, in these days, of workouts that are the second half of a question: sums leave them out."""
        leader = "second__member__workout__leader"
        days = {f"{leader}__owner": current_owner_id(), f"{leader}__local_date__range": (first, last)}
        return set(self.filter(**days).values_list(f"{leader}_id", flat=True))


class ExpectationQuerySet(OwnedQuerySet[Any]):
    """Expectations of the current owner."""

    def providers_by_sport(self) -> Mapping[str, frozenset[str]]:
        """Of each sport, the providers that its workouts should be on: one query."""
        found: dict[str, set[str]] = defaultdict(set)
        for sport, provider in self.filter(is_expected=True).values_list("sport", "connection__provider"):
            found[sport].add(provider)
        return {sport: frozenset(providers) for sport, providers in found.items()}


class WriteBackQuerySet(OwnedQuerySet[Any]):
    """Write-backs of the current owner."""

    def with_status(self) -> "WriteBackQuerySet":
        """Returns them with all that a page shows of them, newest first: one query.

        `job_state` and `job_not_before` are those of the job that works on one, `present_value` is what is stored of
        its field now; each is None where there is none.
        """
        key = Cast(OuterRef("pk"), CharField())
        jobs = Job.objects.annotate(row=Replace(key, Value("-"), Value(""))).filter(kind=WRITE, dedup_key=F("row"))
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
    """The current owner's workouts."""


class QuestionManager(OwnedManager.from_queryset(QuestionQuerySet)):  # type: ignore[misc]
    """The current owner's questions."""


class ExpectationManager(OwnedManager.from_queryset(ExpectationQuerySet)):  # type: ignore[misc]
    """The current owner's expectations."""


class WriteBackManager(OwnedManager.from_queryset(WriteBackQuerySet)):  # type: ignore[misc]
    """The current owner's write-backs."""
