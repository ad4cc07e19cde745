"""Jobs, and the workers that hold them.  The table is the queue: whatever else rings, the row decides."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.jobs.lanes import Lane
from accounts.jobs.querysets import JobAcrossManager, JobManager, WorkerManager
from accounts.owned import Owned
from accounts.privacy import Privacy

LEASE = timedelta(seconds=60)
"""How long a claim lasts unless its worker commits something."""

MAX_ATTEMPTS = 5
"""Claims without progress after which a job stops and says so."""


class Worker(models.Model):
    """A process that runs jobs; alive means seen within a minute, hearing means reached by its queue of late."""

    host = models.CharField(max_length=255)
    pid = models.PositiveIntegerField()
    seen_at = models.DateTimeField(default=timezone.now)
    heard_at = models.DateTimeField(null=True)

    objects: ClassVar[WorkerManager] = WorkerManager()

    privacy = Privacy(owned=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["host", "pid"], name="worker_once")]

    def __str__(self) -> str:
        return f"{self.host}:{self.pid}"


class Tick(models.Model):
    """A slot of the timetable that somebody has taken: the chore was done in it once, by whoever made the row."""

    chore = models.CharField(max_length=64)
    slot = models.DateTimeField()

    privacy = Privacy(owned=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chore", "slot"], name="tick_once")]

    def __str__(self) -> str:
        return f"{self.chore} {self.slot}"


class Job(Owned):
    """One unit of background work. Finished ones are deleted; `stopped` ones wait for a person.

    `not_before` is also its place in the queue of its lane, so accounts with work take turns slice by slice.
    `attempts` counts claims since the last progress.  `aside` says that it stood in front while its owner and provider
    were busy, and made room: a hint for whoever looks for the next job, never a reason not to claim this one.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        STOPPED = "stopped"

    provider = models.CharField(max_length=32, default="", blank=True)
    kind = models.CharField(max_length=64)
    window = models.CharField(max_length=64, default="", blank=True)
    lane = models.PositiveSmallIntegerField(choices=Lane)
    not_before = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    aside = models.BooleanField(default=False, db_default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)
    worker = models.ForeignKey(Worker, on_delete=models.SET_NULL, null=True, related_name="jobs")

    objects: ClassVar[JobManager] = JobManager()
    across_accounts: ClassVar[JobAcrossManager] = JobAcrossManager()

    privacy = Privacy(owned=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "provider", "kind", "window"], condition=Q(state="queued"), name="job_queued_once"
            ),
            models.UniqueConstraint(fields=["owner", "provider"], condition=Q(state="running"), name="job_one_running"),
        ]
        indexes = [
            models.Index(
                fields=["lane", "not_before", "id"], condition=Q(state="queued", aside=False), name="job_next"
            ),
            models.Index(
                fields=["owner", "provider", "lane", "not_before", "id"],
                condition=Q(state="queued"),
                name="job_following",
            ),
            models.Index(fields=["lease_until"], condition=Q(state="running"), name="job_leases"),
            models.Index(fields=["owner", "state"], name="job_of_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
