"""Pulls in this process, for the command line: it runs the same jobs as a worker does."""

import time
from collections.abc import Callable

from django.utils import timezone

from accounts.jobs.models import Job
from accounts.jobs.services.run import run_job
from providers.models import Connection, Pull
from providers.services.pull_spans import Span
from providers.services.start_pull import JOB_KIND_OF_PULL, OtherPullOpen, pull_new, pull_span

POLL_INTERVAL_S = 0.2


def pull_in_process(connection: Connection, report: Callable[[Pull], None]) -> Pull:
    """Runs a pull and reports its progress; returns it still open when it must wait for the platform or a person.

    It waits while a worker runs a step of it, and until a failed step is retried.
    """
    return _run(pull_new(connection), connection, report)


def pull_span_in_process(connection: Connection, span: Span, report: Callable[[Pull], None]) -> Pull:
    """Runs a pull of the span, as `pull_in_process` does, after the pull that is open.

    Returns that one when it does not end. Raises CannotListByDate, and OtherPullOpen when a worker has started another.
    """
    try:
        return _run(pull_span(connection, *span), connection, report)
    except OtherPullOpen:
        open_pull = connection.pulls.filter(ended_at=None).first()
    if open_pull is not None and _run(open_pull, connection, report).ended_at is None:
        return open_pull
    return _run(pull_span(connection, *span), connection, report)


def _run(pull: Pull, connection: Connection, report: Callable[[Pull], None]) -> Pull:
    while pull.ended_at is None and _run_step(connection):
        pull.refresh_from_db()
        report(pull)
    return pull


def _run_step(connection: Connection) -> bool:
    """Runs a step, or waits a moment; returns False when no step comes soon."""
    jobs = Job.objects.filter(kind__in=JOB_KIND_OF_PULL.values(), dedup_key=str(connection.pk))
    job = jobs.exclude(state=Job.State.STOPPED).first()
    if job is None:
        return False
    connection.refresh_from_db()
    if connection.waiting_until and connection.waiting_until > timezone.now():
        return False
    if not run_job(job.pk):
        time.sleep(POLL_INTERVAL_S)
    return True
