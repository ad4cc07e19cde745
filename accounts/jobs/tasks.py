"""What Celery executes. A message carries a job's id at most; the row decides."""

from celery import shared_task

from accounts.jobs.pulse import PULSE
from accounts.jobs.services.run import run_job
from accounts.jobs.timetable import Timetable

TIMETABLE = Timetable()


@shared_task(name="jobs.run")
def run(job_id: int) -> None:
    """One slice of the job, if its row says that it is to be done now."""
    PULSE.hear()
    run_job(job_id, PULSE.worker)


@shared_task(name="jobs.canary")
def canary() -> None:
    """Has come through the queue: that is all there is to say."""
    PULSE.hear()


@shared_task(name="jobs.tick")
def tick() -> None:
    """What the timetable says is due."""
    PULSE.hear()
    TIMETABLE.tick()
