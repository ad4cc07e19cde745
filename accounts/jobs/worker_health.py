"""The pulse of a fleet worker: a thread that says "alive", ticks, and notices when nothing is heard any more.

A Celery worker can stay up and consume nothing, above all after its Redis was away; no check of the process shows it.
So each worker sends canaries through the queue: one that hears nothing for five minutes ends, to be started again.
"""

import logging
import os
import signal
import threading
import time
from datetime import timedelta

from django.db import DatabaseError, InterfaceError, close_old_connections

from accounts.jobs.models import Worker
from accounts.jobs.notify import send_canary
from accounts.jobs.schedule import Schedule
from accounts.jobs.services.sweep import notify_due_jobs
from accounts.jobs.services.workers import register_worker, release_dead_workers

log = logging.getLogger(__name__)

LOOK_S = 1.0
BEAT_S = 20.0
DEAF_S = 300.0
GRACE_S = 30.0


class WorkerHealth:
    """Of this process. `worker` is its row while it beats."""

    def __init__(self) -> None:
        self.worker: Worker | None = None
        self.has_heard = False
        self.asked_at: float | None = None
        self._ended = threading.Event()
        self.timetable = Schedule()
        self._beats_at = 0.0
        self._has_told = False

    def start(self) -> None:
        """The first beat, before any work is taken; from then on in a thread of its own."""
        self._look()
        threading.Thread(target=self._run, name="pulse", daemon=True).start()

    def stop(self) -> None:
        """The worker ends in order: its row goes."""
        self._ended.set()
        if self.worker:
            self.worker.delete()

    def hear(self) -> None:
        """A message has come through the queue; the first one is told at once."""
        self.has_heard, self.asked_at = True, None
        if not self._has_told:
            self._has_told, self._beats_at = True, 0.0

    def look(self) -> None:
        """What is due now: first what dead processes held or had not begun, a beat every 20 s, and the timetable."""
        if self.worker is None:
            release_dead_workers()
            notify_due_jobs(waiting=timedelta(0))
        now = time.monotonic()
        if now >= self._beats_at:
            self._beats_at = now + BEAT_S
            self.worker, self.has_heard = register_worker(heard=self.has_heard), False
            if send_canary():
                self.asked_at = self.asked_at or now
        self.timetable.tick()

    def is_deaf(self) -> bool:
        """Whether canaries go out, and nothing has come in for five minutes."""
        return self.asked_at is not None and time.monotonic() - self.asked_at > DEAF_S

    def _run(self) -> None:
        while not self._ended.wait(LOOK_S):
            self._look()
            if self.is_deaf():
                self._end_process()

    def _look(self) -> None:
        try:
            close_old_connections()
            self.look()
        except (DatabaseError, InterfaceError) as problem:
            log.warning("The database does not answer (%s). Waiting.", type(problem).__name__)

    def _end_process(self) -> None:
        """In order, else by force: whoever supervises this process starts it again."""
        log.error("Nothing has come through the queue for five minutes. This worker ends, to be started again.")
        os.kill(os.getpid(), signal.SIGTERM)
        if not self._ended.wait(GRACE_S):
            os._exit(1)


WORKER_HEALTH = WorkerHealth()
