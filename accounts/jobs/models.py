"""Stores jobs and the workers that run them. The table is the queue: messages only wake workers."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.jobs.lanes import Lane
from accounts.jobs.querysets import CrossAccountJobManager, JobManager, WorkerManager
from accounts.owned import Owned
from accounts.privacy import Privacy, WhenErased

LEASE = timedelta(seconds=60)
"""A claim lasts this long unless its worker commits progress."""

MAX_ATTEMPTS = 5
"""A job stops after this many claims without progress."""


class Worker(models.Model):
    """A worker is a process that runs jobs.

    `seen_at` is when it last reported, `last_message_at` when a message last reached it through its queue.
    """

    host = models.CharField(max_length=255)
    pid = models.PositiveIntegerField()
    seen_at = models.DateTimeField(default=timezone.now)
    last_message_at = models.DateTimeField(null=True)

    objects: ClassVar[WorkerManager] = WorkerManager()

    privacy = Privacy(
        is_owned=False,
        export="it belongs to the install",
        retention="ten minutes after it last reported",
        erasure=WhenErased.NEVER,
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["host", "pid"], name="worker_once")]

    def __str__(self) -> str:
        return f"{self.host}:{self.pid}"


class ScheduledRun(models.Model):
    """A scheduled run says that a periodic task ran in a slot of time: once, in the process that inserted the row."""

    task = models.CharField(max_length=64)
    slot = models.DateTimeField()

    privacy = Privacy(
        is_owned=False, export="it belongs to the install", retention="until the next runs", erasure=WhenErased.NEVER
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "slot"], name="scheduled_run_once")]

    def __str__(self) -> str:
        return f"{self.task} {self.slot}"


class Job(Owned):
    """A job is one unit of background work. Finished jobs are deleted; stopped ones wait for a person.

    `dedup_key` tells queued jobs of one kind apart: the hex primary key of a row, the name of an event, or empty.
    `not_before` is also the job's place in the queue of its lane, so accounts with work take turns, step by step.
    `attempts` counts claims since the last progress. `is_blocked` says that the job is passed over, because another one
    of the same owner, provider and lane comes first, or because its owner and provider are busy: a hint for finding the
    next job, never a reason not to claim it.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        STOPPED = "stopped"

    provider = models.CharField(max_length=32, default="", blank=True)
    kind = models.CharField(max_length=64)
    dedup_key = models.CharField(max_length=64, default="", blank=True)
    lane = models.PositiveSmallIntegerField(choices=Lane)
    not_before = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    is_blocked = models.BooleanField(default=False, db_default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)
    worker = models.ForeignKey(Worker, on_delete=models.SET_NULL, null=True, related_name="jobs")

    objects: ClassVar[JobManager] = JobManager()
    across_accounts: ClassVar[CrossAccountJobManager] = CrossAccountJobManager()

    privacy = Privacy(
        is_owned=True, export="work that is left to do: ids and times only", retention="until the work is done"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "provider", "kind", "dedup_key"], condition=Q(state="queued"), name="job_queued_once"
            ),
            models.UniqueConstraint(fields=["owner", "provider"], condition=Q(state="running"), name="job_one_running"),
        ]
        indexes = [
            models.Index(
                fields=["lane", "not_before", "id"], condition=Q(state="queued", is_blocked=False), name="job_next"
            ),
            models.Index(
                fields=["owner", "provider", "lane", "is_blocked", "not_before", "id"],
                condition=Q(state="queued"),
                name="job_following",
            ),
            models.Index(fields=["lease_until"], condition=Q(state="running"), name="job_leases"),
            models.Index(fields=["owner", "state"], name="job_of_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
