"""The rows of worker processes: this one's, and the dead ones of this machine."""

import os
import socket

from django.db.models.functions import Now

from accounts.jobs.models import Job, Worker
from accounts.jobs.services.release_leases import release_leases


def register_worker(*, heard: bool = False) -> Worker:
    """Says that this process is alive, and whether the queue reached it since the last time.

    The row is made anew when a sweep took the process for dead, as after a suspend.
    """
    said = {"seen_at": Now(), **({"heard_at": Now()} if heard else {})}
    me = {"host": socket.gethostname(), "pid": os.getpid()}
    worker, _ = Worker.objects.update_or_create(**me, defaults=said)
    return worker


def release_dead_workers() -> None:
    """Frees at once what dead processes of this machine held; called by a worker that starts.

    A row with our own process id is a predecessor's: ids are given out again, in containers always the same one.
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
