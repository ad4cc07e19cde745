"""Runs jobs in loops over the job table: two in each worker, so that calls to platforms delay nothing else."""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType

from django.db import InterfaceError, OperationalError, close_old_connections, connection

from accounts.jobs.kinds import WORKER_THREADS, local_kinds, platform_kinds
from accounts.jobs.lanes import lane_orders
from accounts.jobs.models import Worker
from accounts.jobs.notify import has_broker
from accounts.jobs.schedule import Schedule
from accounts.jobs.services.run import run_next
from accounts.jobs.services.workers import REPORT_EVERY_S, register_worker, release_dead_workers

log = logging.getLogger(__name__)

POLL_S = 0.1
"""SQLite is asked this often whether another process has committed."""

MAX_WAIT_S = 1.0
"""PostgreSQL is asked this often for a job where no message tells of it."""

MAX_WAIT_WITH_MESSAGES_S = 5.0
"""Where messages wake the loop, it asks this often, in case that one was lost."""

STOP_WITHIN_S = 30.0
"""A stopping worker waits this long for a step that calls a platform."""


class JobLoop:
    """Claims and runs the jobs of some kinds, step by step, until it is told to stop.

    `worker` returns the row of its process. It waits while the database is unreachable.
    """

    def __init__(self, list_kinds: Callable[[], list[str]], worker: Callable[[], Worker | None]) -> None:
        self.list_kinds, self.worker = list_kinds, worker
        self.is_stopping = False
        self._orders = lane_orders()
        self._woken = threading.Event()
        self._thread = threading.Thread(target=self._run, name="platform jobs", daemon=True)

    def start(self) -> None:
        """Runs it in a thread of its own."""
        self._thread.start()

    def stop(self, timeout_s: float) -> None:
        """Ends the thread after the step that is running, and waits for it."""
        self.is_stopping = True
        self.wake()
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    def wake(self) -> None:
        """Ends the wait for a job."""
        self._woken.set()

    def run_once(self) -> None:
        """Runs a step; without one, waits until a job may be there."""
        try:
            if not run_next(self.worker(), self.list_kinds(), self._orders):
                self._wait()
        except (OperationalError, InterfaceError) as error:
            log.warning("The database does not answer (%s). Waiting.", type(error).__name__)
            connection.close()
            time.sleep(1)

    def _run(self) -> None:
        while not self.is_stopping:
            close_old_connections()
            self.run_once()
        connection.close()

    def _wait(self) -> None:
        """Waits until another process commits (on SQLite), the wait is over, or the loop is woken or told to stop."""
        until = time.monotonic() + (MAX_WAIT_WITH_MESSAGES_S if has_broker() else MAX_WAIT_S)
        version = _data_version()
        while time.monotonic() < until and not self.is_stopping and _data_version() == version:
            if self._woken.wait(POLL_S):
                break
        self._woken.clear()


class WorkerLoop:
    """Runs the worker of an install without Redis until it is told to stop, or its parent process has ended."""

    def __init__(self) -> None:
        self.parent_pid = os.getppid()
        self.schedule = Schedule()
        self.next_report_at = 0.0
        self.local_jobs = JobLoop(local_kinds, lambda: self.worker)
        self.platform_jobs = JobLoop(platform_kinds, lambda: self.worker)

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Ends the loops after the steps that are running."""
        self.local_jobs.is_stopping = True  # A signal handler that took a lock could wait for itself.

    def run(self) -> None:
        """Runs jobs and periodic tasks; waits while the database is unreachable."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        release_dead_workers()
        self.report()
        self.platform_jobs.start()
        for thread in WORKER_THREADS:
            thread.start()
        try:
            while not self.local_jobs.is_stopping and os.getppid() == self.parent_pid:
                self._report_and_run_due_tasks()
                self.local_jobs.run_once()
        finally:
            for thread in WORKER_THREADS:
                thread.stop()
            self.platform_jobs.stop(STOP_WITHIN_S)
            self.worker.delete()

    def report(self) -> None:
        """Reports that this process is alive; a loop needs no message to find its jobs, so it counts as receiving."""
        self.worker = register_worker(has_message=True)
        self.next_report_at = time.monotonic() + REPORT_EVERY_S

    def _report_and_run_due_tasks(self) -> None:
        try:
            if time.monotonic() >= self.next_report_at:
                self.report()
            self.schedule.run_due_tasks()
        except (OperationalError, InterfaceError) as error:
            log.warning("The database does not answer (%s). Waiting.", type(error).__name__)
            connection.close()
            time.sleep(1)


def _data_version() -> int | None:
    """Returns a number that changes with every commit of another connection; None where only asking for jobs tells."""
    if connection.vendor != "sqlite":
        return None
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA data_version")
        return int(cursor.fetchone()[0])
