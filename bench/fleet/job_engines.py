"""What executes work, side by side: job rows on Celery, job rows on the plain loop, and plain Celery."""

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
from accounts.scope import owner_scope
from bench.fleet import plain_celery
from bench.fleet.job_profiles import NOTHING, STAMP, account_id
from bench.fleet.models import Effect, PlainEffect
from bench.fleet.supervised import SupervisedProcess, supervise
from bench.fleet.testbed import Testbed
from bench.fleet.waiting import wait_until

ACCOUNTS = 100
WORKERS = 2

Request = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class JobEngine:
    """Its workers; how it is asked for nothing and for a stamp, inside a transaction; what a look at it says.

    `began` is when the stamp of that number began, `left` how much waits or runs, `ready` how many workers wait.
    """

    name: str
    workers: list[SupervisedProcess]
    redis_url: str
    nothing: Request
    stamp: Request
    began: Callable[[int], datetime | None]
    left: Callable[[], int]
    ready: Callable[[], int]

    @contextmanager
    def working(self) -> Iterator[None]:
        """All workers are there and wait; who asks knows the engine."""
        with override_settings(REDIS_URL=self.redis_url), supervise(self.workers):
            wait_until(lambda: self.ready() == len(self.workers))
            yield


def plain_engines(ground: Testbed) -> list[JobEngine]:
    """Plain Celery, with a task that does nothing and with one that writes a row."""
    return [
        _of_tasks(ground, "plain Celery", plain_celery.do_nothing),
        _of_tasks(ground, "plain Celery, one row", plain_celery.write_row),
    ]


def job_engines(ground: Testbed) -> list[JobEngine]:
    """The job rows, on Celery and on the plain loop."""
    celery = [ground.process("worker", f"celery-{number}") for number in range(WORKERS)]
    alone = ground.environment | {"REDIS_URL": ""}
    loop = [
        SupervisedProcess(f"loop-{number}", "exec python manage.py work", alone, ground.log)
        for number in range(WORKERS)
    ]
    return [
        _of_rows("job rows on Celery", celery, ground.environment["REDIS_URL"]),
        _of_rows("job rows, plain loop", loop, ""),
    ]


def request_job(kind: str, number: int) -> None:
    """As a page asks, in the owner's scope."""
    with owner_scope(Account(pk=account_id(number, ACCOUNTS))):
        enqueue(kind, window=str(number))


def _of_rows(name: str, workers: list[SupervisedProcess], redis_url: str) -> JobEngine:
    return JobEngine(
        name,
        workers,
        redis_url,
        nothing=partial(request_job, NOTHING),
        stamp=partial(request_job, STAMP),
        began=lambda number: Effect.across_accounts.filter(number=number).values_list("at", flat=True).first(),
        left=Job.across_accounts.count,
        ready=Worker.objects.count,
    )


def _of_tasks(ground: Testbed, name: str, task: Any) -> JobEngine:
    client = redis.Redis.from_url(ground.plain_redis)
    return JobEngine(
        name,
        [ground.plain_worker(f"plain-{number}") for number in range(WORKERS)],
        redis_url="",
        nothing=lambda number: transaction.on_commit(partial(task.delay, number)),
        stamp=lambda number: transaction.on_commit(partial(plain_celery.write_row.delay, number)),
        began=lambda number: PlainEffect.objects.filter(number=number).values_list("at", flat=True).first(),
        left=lambda: int(client.llen("plain")) + int(client.hlen("unacked")),
        ready=lambda: sum(one["db"] == "1" and one["cmd"] == "brpop" for one in client.client_list()),
    )
