"""Which jobs may be claimed, and which leases have ended."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Exists, Expression, OuterRef

from accounts.owned import OwnedManager, OwnedQuerySet

ALIVE = timedelta(seconds=60)
HEARING = timedelta(minutes=5)


Moment = datetime | Expression
"""A time, or what the database makes one of."""


class JobQuerySet(OwnedQuerySet[Any]):
    """Jobs; the claim and the sweeper look across accounts."""

    def busy(self) -> Exists:
        """Whether something of the same owner and provider is running."""
        same = {"owner": OuterRef("owner"), "provider": OuterRef("provider")}
        return Exists(self.model.across_accounts.filter(**same, state="running"))

    def due(self, now: Moment) -> "JobQuerySet":
        """Queued, and their time has come; the next one first."""
        return self.filter(state="queued", not_before__lte=now).order_by("lane", "not_before", "id")

    def claimable(self, now: Moment) -> "JobQuerySet":
        """Due, and nothing of the same owner and provider running; the next one first."""
        return self.due(now).exclude(self.busy())

    def expired(self, now: Moment) -> "JobQuerySet":
        """Running, but their lease has ended."""
        return self.filter(state="running", lease_until__lt=now)


class JobManager(OwnedManager.from_queryset(JobQuerySet)):  # type: ignore[misc]
    """The current owner's jobs."""


class JobAcrossManager(models.Manager.from_queryset(JobQuerySet)):  # type: ignore[misc]
    """Every account's jobs."""


class WorkerQuerySet(models.QuerySet[Any]):
    """Processes that run jobs."""

    def alive(self, now: datetime) -> "WorkerQuerySet":
        """Those seen within a minute."""
        return self.filter(seen_at__gt=now - ALIVE)

    def hearing(self, now: datetime) -> "WorkerQuerySet":
        """Those alive that something reached through the queue within five minutes: a job or a canary."""
        return self.alive(now).filter(heard_at__gt=now - HEARING)


class WorkerManager(models.Manager.from_queryset(WorkerQuerySet)):  # type: ignore[misc]
    """Processes that run jobs."""
