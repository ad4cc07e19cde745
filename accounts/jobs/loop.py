"""The worker without a broker: a plain loop over the job table."""

import os
import signal
import socket
import time
from collections.abc import Callable
from types import FrameType

from django.db import connection
from django.utils import timezone

from accounts.jobs.kinds import UPKEEP
from accounts.jobs.models import Worker
from accounts.jobs.services.run import next_job_id, run_job
from accounts.jobs.services.sweep import free_the_dead, sweep

BEAT_S = 20.0
SWEEP_S = 30.0
LOOK_S = 0.1
"""How often SQLite is asked whether anybody has committed; PostgreSQL is asked for a job once a second."""


class Loop:
    """Runs jobs until it is told to stop, or its parent is gone."""

    def __init__(self) -> None:
        self.stopping = False
        self.parent = os.getppid()
        self.due: dict[Callable[[], None], float] = {}

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """The slice under way is finished first."""
        self.stopping = True

    def run(self) -> None:
        """Claims and runs jobs, one slice after the other."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        free_the_dead()
        self.beat()
        try:
            while not self._ended():
                self._chores()
                job_id = next_job_id()
                if job_id is None or not run_job(job_id, self.worker):
                    self._wait()
        finally:
            self.worker.delete()

    def beat(self) -> None:
        """Says that this process is alive; the row is made anew when a sweep took it for dead, as after a suspend."""
        me = {"host": socket.gethostname(), "pid": os.getpid()}
        self.worker, _ = Worker.objects.update_or_create(**me, defaults={"seen_at": timezone.now()})

    def _ended(self) -> bool:
        return self.stopping or os.getppid() != self.parent

    def _chores(self) -> None:
        self._every(BEAT_S, self.beat)
        self._every(SWEEP_S, sweep)
        for chore in UPKEEP:
            self._every(chore.every.total_seconds(), chore.run)

    def _every(self, seconds: float, chore: Callable[[], None]) -> None:
        if time.monotonic() >= self.due.get(chore, 0):
            chore()
            self.due[chore] = time.monotonic() + seconds

    def _wait(self) -> None:
        """Until somebody commits (SQLite tells), a second has passed, or the worker is told to stop."""
        until, seen = time.monotonic() + 1, self._commits()
        while time.monotonic() < until and not self._ended() and self._commits() == seen:
            time.sleep(LOOK_S)

    def _commits(self) -> int | None:
        if connection.vendor != "sqlite":
            return None
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA data_version")
            return cursor.fetchone()[0]
