"""Defines the tasks that Celery executes. A message carries at most a job's id; the row decides what is done."""

import logging
import time

from celery import shared_task
from django.db import InterfaceError, OperationalError, connection

from accounts.jobs.kinds import local_kinds
from accounts.jobs.lanes import lane_orders
from accounts.jobs.services.run import run_in_turn
from accounts.jobs.worker_health import WORKER_HEALTH

log = logging.getLogger(__name__)

ORDERS = lane_orders()
"""This gives each claim its lane order; the tasks of a process run one after the other."""


@shared_task(name="jobs.run")
def run(job_id: int) -> None:
    """Runs one step of the next job in the queue, or else of this one, if its row says that it is due.

    When neither is a job that this task runs, it may be one that calls a platform: the loop for those is woken.

    While the database is unreachable, messages are consumed slowly; otherwise all of them would be used up in a moment.
    """
    WORKER_HEALTH.record_message()
    try:
        if not run_in_turn(job_id, WORKER_HEALTH.worker, local_kinds(), ORDERS):
            WORKER_HEALTH.platform_jobs.wake()
    except (OperationalError, InterfaceError) as error:
        log.warning("The database does not answer (%s). Waiting.", type(error).__name__)
        connection.close()
        time.sleep(1)


@shared_task(name="jobs.canary")
def canary() -> None:
    """Proves that the queue delivers messages."""
    WORKER_HEALTH.record_message()


@shared_task(name="jobs.run_due_tasks")
def run_due_tasks() -> None:
    """Runs the periodic tasks that are due."""
    WORKER_HEALTH.record_message()
    WORKER_HEALTH.schedule.run_due_tasks()
