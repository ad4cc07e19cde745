"""Runs work of the whole install in a thread of each worker, and in web processes while no worker does it."""

import logging
import threading

from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.utils import timezone

from accounts.jobs.models import Worker

log = logging.getLogger(__name__)

CHECK_EVERY_S = 1.0


class BackgroundLoop:
    """Looks for one kind of work every second, in a thread of its own.

    A worker does what is due. A web process does so only while no worker was seen for a minute, or when something is
    late, so that nobody depends on a worker for it.
    """

    name: str

    def __init__(self, *, is_worker: bool) -> None:
        self.is_worker = is_worker
        self._ended = threading.Event()

    def has_work(self) -> bool:
        """Returns whether something is due: one query."""
        raise NotImplementedError

    def is_late(self) -> bool:
        """Returns whether something has been due for so long that a web process does it: one query."""
        raise NotImplementedError

    def work(self) -> None:
        """Does what is due."""
        raise NotImplementedError

    def start(self) -> None:
        """Starts the thread, which ends with the process."""
        threading.Thread(target=self._run, name=self.name, daemon=True).start()

    def stop(self) -> None:
        """Ends the thread after the work that it is doing."""
        self._ended.set()

    def run_once(self) -> None:
        """Does what is due, if it is for this process to do."""
        if self.has_work() and (self.is_worker or self._is_neglected()):
            self.work()

    def _run(self) -> None:
        while not self._ended.wait(CHECK_EVERY_S):
            try:
                close_old_connections()
                self.run_once()
            except (DatabaseError, InterfaceError) as error:
                log.warning("The database does not answer (%s). Waiting.", type(error).__name__)
                connection.close()
            except Exception as error:  # Whatever the work raises must not end the thread.
                log.error("%s: %s", self.name, type(error).__name__, exc_info=error)

    def _is_neglected(self) -> bool:
        return not Worker.objects.alive(timezone.now()).exists() or self.is_late()
