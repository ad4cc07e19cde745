"""What Celery executes. A message carries a job's id at most; the row decides."""

import logging
import time

from celery import shared_task
from django.db import InterfaceError, OperationalError, connection

from accounts.jobs.services.run import run_in_turn
from accounts.jobs.worker_health import WORKER_HEALTH

log = logging.getLogger(__name__)


@shared_task(name="jobs.run")
def run(job_id: int) -> None:
    """One slice of the job whose turn it is, or else of this one, if its row says that it is to be done now.

    While the database is away bells are heard slowly, or all of them would be spent in a moment.
    """
    WORKER_HEALTH.hear()
    try:
        run_in_turn(job_id, WORKER_HEALTH.worker)
    except (OperationalError, InterfaceError) as problem:
        log.warning("The database does not answer (%s). Waiting.", type(problem).__name__)
        connection.close()
        time.sleep(1)


@shared_task(name="jobs.canary")
def canary() -> None:
    """Has come through the queue: that is all there is to say."""
    WORKER_HEALTH.hear()


@shared_task(name="jobs.tick")
def tick() -> None:
    """What the timetable says is due."""
    WORKER_HEALTH.hear()
    WORKER_HEALTH.timetable.tick()
