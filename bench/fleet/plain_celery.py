"""Runs plain Celery on Redis as its handbook advises for work that must not be lost: the job rows are compared with it.

Tasks are acknowledged late, given back when a worker is lost, and never fetched ahead; a task that meets an unavailable
database is retried. What a dead worker had taken comes back after a minute. Rows are written without Django.
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

RETRY = {"autoretry_for": (psycopg.OperationalError,), "default_retry_delay": 1, "max_retries": None}


@app.task(name="plain.do_work", **RETRY)
def do_work(number: int) -> None:
    """Takes as long as the job of that number does, and writes one row."""
    profile = profile_of(number)
    time.sleep(profile.seconds_of(number) * profile.effects)
    _insert_row(number)


@app.task(name="plain.write_row", **RETRY)
def write_row(number: int) -> None:
    """Writes one row and does nothing else."""
    _insert_row(number)


@app.task(name="plain.do_nothing")
def do_nothing(number: int) -> None:
    """Does no work at all."""


def _insert_row(number: int) -> None:
    try:
        _database().execute(
            "INSERT INTO fleet_plaineffect (number, committed_at) VALUES (%s, clock_timestamp())", [number]
        )
    except psycopg.OperationalError:
        _database.cache_clear()
        raise


@cache
def _database() -> psycopg.Connection:
    return psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
