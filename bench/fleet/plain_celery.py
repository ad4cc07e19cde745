"""Celery on Redis as its handbook advises for work that must not be lost, and nothing beside it: the measure.

Acknowledged late, given back when a worker is lost, nothing fetched ahead, a task that meets a database that is away
tries again. What a dead worker had taken comes back after a minute. Its rows are written without Django.
"""

import os
import time
from functools import cache

import psycopg
from celery import Celery

from bench.fleet.job_profiles import profile_of

app = Celery("plain", set_as_current=False)
app.conf.update(
    broker_url=os.environ.get("PLAIN_REDIS_URL", ""),
    broker_transport_options={
        "visibility_timeout": 60,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
    },
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    task_default_queue="plain",
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    worker_prefetch_multiplier=1,
    worker_enable_remote_control=False,
    worker_hijack_root_logger=False,
)

AGAIN = {"autoretry_for": (psycopg.OperationalError,), "default_retry_delay": 1, "max_retries": None}


@app.task(name="plain.work", **AGAIN)
def do_work(number: int) -> None:
    """As long as the job of that number takes, and one row."""
    shape = profile_of(number)
    time.sleep(shape.seconds_of(number) * shape.steps)
    _leave(number)


@app.task(name="plain.row", **AGAIN)
def write_row(number: int) -> None:
    """One row, and nothing else."""
    _leave(number)


@app.task(name="plain.nothing")
def do_nothing(number: int) -> None:
    """No work at all."""


def _leave(number: int) -> None:
    try:
        _database().execute("INSERT INTO fleet_plaineffect (number, at) VALUES (%s, clock_timestamp())", [number])
    except psycopg.OperationalError:
        _database.cache_clear()
        raise


@cache
def _database() -> psycopg.Connection:
    return psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
