"""Does a reset in this process, for the command line: it runs the same job as a worker does."""

import time
from collections.abc import Callable

from accounts.jobs.models import Job
from accounts.jobs.services.run import run_job
from tracekit_site.models import Reset
from tracekit_site.reset.choice import ResetChoice
from tracekit_site.reset.request import RESET_JOB

POLL_INTERVAL_S = 0.2


class ResetStopped(RuntimeError):
    """The job has stopped before everything was deleted."""


def run_in_process(reset: Reset, report: Callable[[Reset, int], None]) -> Reset:
    """Runs the job until the reset has ended, and reports after each step how many activities are left.

    Waits while a worker holds a job of the account. Raises ResetStopped.
    """
    while reset.ended_at is None:
        job = Job.objects.filter(kind=RESET_JOB).exclude(state=Job.State.STOPPED).first()
        if job is None:
            reset.refresh_from_db()
            if reset.ended_at is None:
                raise ResetStopped
        elif not run_job(job.pk):
            time.sleep(POLL_INTERVAL_S)
        reset.refresh_from_db()
        report(reset, ResetChoice.of(reset).activities.visible().count())
    return reset
