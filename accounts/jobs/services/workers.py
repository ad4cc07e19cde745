"""Keeps the rows of worker processes: this one's, and those of dead processes on this machine."""

import os
import socket

from django.db.models.functions import Now

from accounts.jobs.models import Job, Worker
from accounts.jobs.services.release_leases import release_leases

REPORT_EVERY_S = 20.0
"""A worker reports this often that it is alive."""


def register_worker(*, has_message: bool = False) -> Worker:
    """Reports that this process is alive, and whether a message has reached it since its last report.

    The row is inserted again when a sweep took the process for dead, as after a suspend.
    """
    report = {"seen_at": Now(), **({"last_message_at": Now()} if has_message else {})}
    process = {"host": socket.gethostname(), "pid": os.getpid()}
    worker, _ = Worker.objects.update_or_create(**process, defaults=report)
    return worker


def release_dead_workers() -> None:
    """Releases at once what dead processes of this machine held; a worker calls it when it starts.

    A row with this process's own id is a predecessor's: ids are reused, in containers always the same one.
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
