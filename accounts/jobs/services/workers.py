"""Registers this worker process, and releases what dead ones on this machine held."""

import os
import socket

from django.db.models.functions import Now

from accounts.jobs.models import Job, Worker
from accounts.jobs.services.release_leases import release_leases
from accounts.scope import crossing

REPORT_EVERY_S = 20.0
"""A worker reports this often that it is alive."""


def register_worker(*, has_message: bool = False) -> Worker:
    """Reports that this process is alive, and whether a message has reached it since its last report.

    The row is created again when a sweep had deleted it, as after the machine was suspended.
    """
    report = {"seen_at": Now(), **({"last_message_at": Now()} if has_message else {})}
    process = {"host": socket.gethostname(), "pid": os.getpid()}
    worker, _ = Worker.objects.update_or_create(**process, defaults=report)
    return worker


@crossing()
def release_dead_workers() -> None:
    """Releases the jobs of dead processes on this machine; a worker calls it when it starts.

    A row with this process's own id belongs to an earlier process: ids are reused, in containers always the same one.
    """
    for worker in Worker.objects.filter(host=socket.gethostname()):
        if worker.pid == os.getpid() or not _is_alive(worker.pid):
            release_leases(Job.across_accounts.filter(worker=worker, state=Job.State.RUNNING))
            worker.delete()


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
