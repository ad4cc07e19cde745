"""The worker without a broker: a plain loop over the job table."""

import logging
import os
import signal
import time
from types import FrameType

from django.db import InterfaceError, OperationalError, connection

from accounts.jobs.schedule import Schedule
from accounts.jobs.services.run import run_next
from accounts.jobs.services.workers import register_worker, release_dead_workers

log = logging.getLogger(__name__)

BEAT_S = 20.0
LOOK_S = 0.1
"""How often SQLite is asked whether anybody has committed; PostgreSQL is asked for a job once a second."""


class WorkerLoop:
    """Runs jobs until it is told to stop, or its parent is gone."""

    def __init__(self) -> None:
        self.stopping = False
        self.parent = os.getppid()
        self.timetable = Schedule()
        self.beats_at = 0.0

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """The slice under way is finished first."""
        self.stopping = True

    def run(self) -> None:
        """Claims and runs jobs, one slice after the other; a database that is away for a while is waited for."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        release_dead_workers()
        self.beat()
        try:
            while not self._ended():
                self._look()
        finally:
            self.worker.delete()

    def beat(self) -> None:
        """Says that this process is alive; that it loops is all there is to hear."""
        self.worker = register_worker(heard=True)
        self.beats_at = time.monotonic() + BEAT_S

    def _look(self) -> None:
        try:
            if time.monotonic() >= self.beats_at:
                self.beat()
            self.timetable.tick()
            if not run_next(self.worker):
                self._wait()
        except (OperationalError, InterfaceError) as problem:
            log.warning("The database does not answer (%s). Waiting.", type(problem).__name__)
            connection.close()
            time.sleep(1)

    def _ended(self) -> bool:
        return self.stopping or os.getppid() != self.parent

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
