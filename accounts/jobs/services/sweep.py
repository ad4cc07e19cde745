"""Frees what dead workers held."""

import os
import socket

from django.utils import timezone

from accounts.jobs.claims import release
from accounts.jobs.models import Job, Worker
from accounts.jobs.querysets import ALIVE, JobQuerySet


def sweep() -> None:
    """Jobs whose lease has ended go back into the queue; workers not seen for a long time are forgotten."""
    now = timezone.now()
    _free(Job.across_accounts.expired(now))
    Worker.objects.filter(seen_at__lt=now - 10 * ALIVE).delete()


def free_the_dead() -> None:
    """Frees at once what dead processes of this machine held; called by a worker that starts.

    A row with our own process id is a predecessor's: ids are given out again, in containers always the same one.
    """
    for worker in Worker.objects.filter(host=socket.gethostname()):
        if worker.pid == os.getpid() or not _alive(worker.pid):
            _free(Job.across_accounts.filter(worker=worker, state=Job.State.RUNNING))
            worker.delete()


def _free(jobs: JobQuerySet) -> None:
    for job_id, token, attempts in jobs.values_list("id", "lease_token", "attempts"):
        release(job_id, token, attempts, timezone.now())


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
