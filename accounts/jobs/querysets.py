"""Selects jobs that may be claimed, jobs whose lease has ended, and workers that are alive."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Exists, Expression, OuterRef

from accounts.owned import CrossAccountManager, OwnedManager, OwnedQuerySet

ALIVE_WITHIN = timedelta(seconds=60)
"""A worker counts as alive for this long after it has reported."""

RECEIVING_WITHIN = timedelta(minutes=5)
"""A worker counts as receiving for this long after its last message."""

Moment = datetime | Expression
"""A moment is a time, or an expression that the database turns into one."""


def is_running_for_same_owner(job_model: type[Any]) -> Exists:
    """Returns the condition that a job of the same owner and provider is running."""
    siblings = {"owner": OuterRef("owner"), "provider": OuterRef("provider")}
    return Exists(job_model.across_accounts.filter(**siblings, state="running"))


class JobQuerySet(OwnedQuerySet[Any]):
    """Selects jobs; the claim and the sweep select across accounts."""

    def due_at(self, now: Moment) -> "JobQuerySet":
        """Returns the queued jobs that are due, in the order of the queue."""
        return self.filter(state="queued", not_before__lte=now).order_by("lane", "not_before", "id")

    def claimable(self, now: Moment) -> "JobQuerySet":
        """Returns the due jobs for whose owner and provider nothing is running, in the order of the queue."""
        return self.due_at(now).exclude(is_running_for_same_owner(self.model))

    def expired(self, now: Moment) -> "JobQuerySet":
        """Returns the running jobs whose lease has ended."""
        return self.filter(state="running", lease_until__lt=now)


class JobManager(OwnedManager.from_queryset(JobQuerySet)):  # type: ignore[misc]
    """Selects the jobs of the current owner."""


class CrossAccountJobManager(CrossAccountManager.from_queryset(JobQuerySet)):  # type: ignore[misc]
    """Selects the jobs of all accounts, inside a crossing."""


class WorkerQuerySet(models.QuerySet[Any]):
    """Selects the processes that run jobs."""

    def alive(self, now: datetime) -> "WorkerQuerySet":
        """Returns the workers that have reported within a minute."""
        return self.filter(seen_at__gt=now - ALIVE_WITHIN)

    def receiving(self, now: datetime) -> "WorkerQuerySet":
        """Returns the live workers that got a message within five minutes, be it a job or a canary."""
        return self.alive(now).filter(last_message_at__gt=now - RECEIVING_WITHIN)


class WorkerManager(models.Manager.from_queryset(WorkerQuerySet)):  # type: ignore[misc]
    """Selects the processes that run jobs."""
