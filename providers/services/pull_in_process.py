"""Pulling here and now, for whoever sits at a command line: the same jobs, run in this process."""

import time
from collections.abc import Callable

from django.utils import timezone

from accounts.jobs.models import Job
from accounts.jobs.services.run import run_job
from providers.models import Connection, Pull
from providers.services.start_pull import JOBS, pull_new

LOOK_S = 0.2


def pull_in_process(connection: Connection, say: Callable[[Pull], None]) -> Pull:
    """The pull, when it has ended or when nothing helps but waiting or a person: then it is still open.

    Waits while a worker does a page of it, and while a failure is to be tried again. Says how far it is.
    """
    pull = pull_new(connection)
    while pull.ended_at is None and _goes_on(connection):
        pull.refresh_from_db()
        say(pull)
    return pull


def _goes_on(connection: Connection) -> bool:
    """Does a slice, or waits a moment; False when there is none to come soon."""
    jobs = Job.objects.filter(kind__in=JOBS.values(), dedup_key=str(connection.pk))
    job = jobs.exclude(state=Job.State.STOPPED).first()
    if job is None:
        return False
    connection.refresh_from_db()
    if connection.waiting_until and connection.waiting_until > timezone.now():
        return False
    if not run_job(job.pk):
        time.sleep(LOOK_S)
    return True
