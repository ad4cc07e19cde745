"""Watches a worker of the fleet: a thread reports that it is alive, runs due tasks, and notices a stalled queue.

A Celery worker can stay up and consume nothing, above all after Redis was unreachable; no process check shows that.
So each worker sends canaries through the queue: one that receives nothing for five minutes ends, to be restarted.
"""

import logging
import os
import signal
import threading
import time
from datetime import timedelta

from django.db import DatabaseError, InterfaceError, close_old_connections

from accounts.jobs.kinds import WORKER_THREADS, platform_kinds
from accounts.jobs.loop import STOP_WITHIN_S, JobLoop
from accounts.jobs.models import Worker
from accounts.jobs.notify import send_canary
from accounts.jobs.schedule import Schedule
from accounts.jobs.services.sweep import notify_due_jobs
from accounts.jobs.services.workers import REPORT_EVERY_S, register_worker, release_dead_workers

log = logging.getLogger(__name__)

CHECK_EVERY_S = 1.0
STALLED_AFTER_S = 300.0
SHUTDOWN_GRACE_S = 30.0


class WorkerHealth:
    """Watches this process: reports that it is alive, and notices when its queue delivers nothing.

    `worker` is the row of this process from the first report on; `canary_sent_at` is when the first canary was sent
    that no message has followed.
    """

    def __init__(self) -> None:
        self.worker: Worker | None = None
        self.has_message = False
        self.canary_sent_at: float | None = None
        self.schedule = Schedule()
        self.platform_jobs = JobLoop(platform_kinds, lambda: self.worker)
        self._ended = threading.Event()
        self._next_report_at = 0.0
        self._has_reported_a_message = False

    def start(self) -> None:
        """Reports once before any job is claimed, and from then on in a separate thread."""
        self._check_and_log()
        threading.Thread(target=self._run, name="worker-health", daemon=True).start()
        self.platform_jobs.start()
        for thread in WORKER_THREADS:
            thread.start()

    def stop(self) -> None:
        """Ends the threads and deletes the row, at a regular shutdown of the worker."""
        self._ended.set()
        for thread in WORKER_THREADS:
            thread.stop()
        self.platform_jobs.stop(STOP_WITHIN_S)
        if self.worker:
            self.worker.delete()

    def record_message(self) -> None:
        """Notes that a message has come through the queue; the first one is reported at once."""
        self.has_message, self.canary_sent_at = True, None
        if not self._has_reported_a_message:
            self._has_reported_a_message, self._next_report_at = True, 0.0

    def check(self) -> None:
        """Releases the jobs of dead processes at first, reports every 20 s, and runs due tasks."""
        if self.worker is None:
            release_dead_workers()
            notify_due_jobs(waiting=timedelta(0))
        now = time.monotonic()
        if now >= self._next_report_at:
            self._next_report_at = now + REPORT_EVERY_S
            self.worker, self.has_message = register_worker(has_message=self.has_message), False
            if send_canary():
                self.canary_sent_at = self.canary_sent_at or now
        self.schedule.run_due_tasks()

    def is_stalled(self) -> bool:
        """Returns whether canaries were sent, and no message has come for five minutes."""
        return self.canary_sent_at is not None and time.monotonic() - self.canary_sent_at > STALLED_AFTER_S

    def _run(self) -> None:
        while not self._ended.wait(CHECK_EVERY_S):
            self._check_and_log()
            if self.is_stalled():
                self._end_process()

    def _check_and_log(self) -> None:
        try:
            close_old_connections()
            self.check()
        except (DatabaseError, InterfaceError) as error:
            log.warning("The database does not answer (%s). Waiting.", type(error).__name__)

    def _end_process(self) -> None:
        """Ends the process gracefully, or else by force; its supervisor restarts it."""
        log.error("Nothing has come through the queue for five minutes. This worker ends, to be started again.")
        os.kill(os.getpid(), signal.SIGTERM)
        if not self._ended.wait(SHUTDOWN_GRACE_S):
            os._exit(1)


WORKER_HEALTH = WorkerHealth()
"""The process has this one watcher, shared by its thread and its tasks."""
