"""Runs what executes work, side by side: job rows on Celery, job rows on the plain loop, and plain Celery."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import redis
from django.db import transaction
from django.test import override_settings

from accounts.jobs.models import Job, Worker
from accounts.jobs.services.enqueue import enqueue
from accounts.models import Account
from accounts.scope import crossing, owner_scope
from bench.fleet import plain_celery
from bench.fleet.job_profiles import NOTHING, TIMESTAMP, account_id
from bench.fleet.models import Effect, PlainEffect
from bench.fleet.supervised import SupervisedProcess, supervise
from bench.fleet.testbed import Testbed
from bench.fleet.waiting import wait_until

ACCOUNTS = 100
WORKERS = 2

Request = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class JobEngine:
    """A job engine is a set of workers, with how it is asked for work and how its state is read.

    `request_nothing` and `request_timestamp` are called inside a transaction with the number of the job. `started_at`
    tells when the timestamp of that number was taken, `open_jobs` how much waits or runs, `ready` how many workers do.
    """

    name: str
    workers: list[SupervisedProcess]
    redis_url: str
    request_nothing: Request
    request_timestamp: Request
    started_at: Callable[[int], datetime | None]
    open_jobs: Callable[[], int]
    ready: Callable[[], int]

    @contextmanager
    def working(self) -> Iterator[None]:
        """Runs the workers while the block lasts, and enters it once all of them wait for work."""
        with override_settings(REDIS_URL=self.redis_url), supervise(self.workers):
            wait_until(lambda: self.ready() == len(self.workers))
            yield


def plain_engines(testbed: Testbed) -> list[JobEngine]:
    """Returns plain Celery with a task that does nothing and with one that writes a row."""
    return [
        _of_tasks(testbed, "plain Celery", plain_celery.do_nothing),
        _of_tasks(testbed, "plain Celery, one row", plain_celery.write_row),
    ]


def job_engines(testbed: Testbed) -> list[JobEngine]:
    """Returns the job rows on Celery and on the plain loop."""
    celery = [testbed.process("worker", f"celery-{number}") for number in range(WORKERS)]
    without_redis = testbed.environment | {"REDIS_URL": ""}
    loop = [
        SupervisedProcess(f"loop-{number}", "exec python manage.py work", without_redis, testbed.log)
        for number in range(WORKERS)
    ]
    return [
        _of_rows("job rows on Celery", celery, testbed.environment["REDIS_URL"]),
        _of_rows("job rows, plain loop", loop, ""),
    ]


def _enqueue(kind: str, number: int) -> None:
    """Enqueues a job in its owner's scope, as a page does."""
    with owner_scope(Account(pk=account_id(number, ACCOUNTS))):
        enqueue(kind, dedup_key=str(number))


def _of_rows(name: str, workers: list[SupervisedProcess], redis_url: str) -> JobEngine:
    return JobEngine(
        name,
        workers,
        redis_url,
        request_nothing=partial(_enqueue, NOTHING),
        request_timestamp=partial(_enqueue, TIMESTAMP),
        started_at=_started_at,
        open_jobs=_count_jobs,
        ready=Worker.objects.count,
    )


@crossing()
def _started_at(number: int) -> datetime | None:
    return Effect.across_accounts.filter(number=number).values_list("committed_at", flat=True).first()


@crossing()
def _count_jobs() -> int:
    return Job.across_accounts.count()


def _of_tasks(testbed: Testbed, name: str, task: Any) -> JobEngine:
    client = redis.Redis.from_url(testbed.plain_redis)
    effects = PlainEffect.objects
    return JobEngine(
        name,
        [testbed.plain_worker(f"plain-{number}") for number in range(WORKERS)],
        redis_url="",
        request_nothing=lambda number: transaction.on_commit(partial(task.delay, number)),
        request_timestamp=lambda number: transaction.on_commit(partial(plain_celery.write_row.delay, number)),
        started_at=lambda number: effects.filter(number=number).values_list("committed_at", flat=True).first(),
        open_jobs=lambda: int(client.llen("plain")) + int(client.hlen("unacked")),
        ready=lambda: sum(entry["db"] == "1" and entry["cmd"] == "brpop" for entry in client.client_list()),
    )
