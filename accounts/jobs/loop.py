"""Runs jobs without a broker: a plain loop over the job table."""

import logging
import os
import signal
import time
from types import FrameType

from django.db import InterfaceError, OperationalError, connection

from accounts.jobs.schedule import Schedule
from accounts.jobs.services.run import run_next
from accounts.jobs.services.workers import REPORT_EVERY_S, register_worker, release_dead_workers

log = logging.getLogger(__name__)

POLL_S = 0.1
"""SQLite is asked this often whether another process has committed; PostgreSQL is asked for a job once a second."""


class WorkerLoop:
    """A worker loop runs jobs until it is told to stop, or its parent process has ended."""

    def __init__(self) -> None:
        self.is_stopping = False
        self.parent_pid = os.getppid()
        self.schedule = Schedule()
        self.next_report_at = 0.0

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Ends the loop after the step that is running."""
        self.is_stopping = True

    def run(self) -> None:
        """Claims and runs jobs, step by step; waits while the database is unreachable."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        release_dead_workers()
        self.report()
        try:
            while not self._has_ended():
                self._run_once()
        finally:
            self.worker.delete()

    def report(self) -> None:
        """Reports that this process is alive; a loop needs no message to find its jobs, so it counts as receiving."""
        self.worker = register_worker(has_message=True)
        self.next_report_at = time.monotonic() + REPORT_EVERY_S

    def _run_once(self) -> None:
        try:
            if time.monotonic() >= self.next_report_at:
                self.report()
            self.schedule.run_due_tasks()
            if not run_next(self.worker):
                self._wait()
        except (OperationalError, InterfaceError) as error:
            log.warning("The database does not answer (%s). Waiting.", type(error).__name__)
            connection.close()
            time.sleep(1)

    def _has_ended(self) -> bool:
        return self.is_stopping or os.getppid() != self.parent_pid

    def _wait(self) -> None:
        """Waits until another process commits (on SQLite), a second has passed, or the loop is told to stop."""
        until, version = time.monotonic() + 1, self._data_version()
        while time.monotonic() < until and not self._has_ended() and self._data_version() == version:
            time.sleep(POLL_S)

    def _data_version(self) -> int | None:
        if connection.vendor != "sqlite":
            return None
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA data_version")
            return cursor.fetchone()[0]
