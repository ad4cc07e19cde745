"""Requests jobs over HTTP, again and again, whatever happens to the web process."""

import http.client
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

THREADS = 4
TIMEOUT_S = 10.0
PAUSE_S = 0.05
PAUSE_AFTER_ERROR_S = 1.0

Outcome = Literal["accepted", "unknown", "not sent"]


class JobRequester:
    """A requester asks for job after job, and for as many tasks of plain Celery, until enough were accepted.

    It never repeats a number whose outcome is unknown. At most `max_open` accepted jobs wait to be finished.
    """

    def __init__(self, port: int, wanted: int, max_open: int) -> None:
        self.port, self.wanted, self.max_open = port, wanted, max_open
        self.finished = 0
        self.accepted: dict[int, float] = {}
        self.unknown: set[int] = set()
        self.plain_accepted: set[int] = set()
        self._numbers = iter(range(1 << 31))
        self._lock = threading.Lock()
        self._ended = threading.Event()

    @contextmanager
    def requesting(self) -> Iterator[None]:
        """Requests jobs from threads of its own while the block lasts."""
        threads = [threading.Thread(target=self._run) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._ended.set()
            for thread in threads:
                thread.join()

    @property
    def is_done(self) -> bool:
        """Returns whether enough jobs were accepted."""
        return len(self.accepted) >= self.wanted

    def _run(self) -> None:
        while not (self._ended.is_set() or self.is_done):
            if len(self.accepted) - self.finished < self.max_open:
                with self._lock:
                    number = next(self._numbers)
                self._request(number)
            else:
                time.sleep(PAUSE_S)

    def _request(self, number: int) -> None:
        outcome = self._post(f"/jobs/{number}/")
        if outcome == "accepted":
            self.accepted[number] = time.time()
        elif outcome == "unknown":
            self.unknown.add(number)
            time.sleep(PAUSE_AFTER_ERROR_S)
        if self._post(f"/plain-tasks/{number}/") == "accepted":
            self.plain_accepted.add(number)

    def _post(self, path: str) -> Outcome:
        """Posts once somebody listens; what breaks after that may have been done or not."""
        while not self._ended.is_set():
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_S)
            try:
                connection.connect()
            except OSError:
                time.sleep(PAUSE_S)
                continue
            try:
                connection.request("POST", path)
                return "accepted" if connection.getresponse().status == 201 else "unknown"
            except (OSError, http.client.HTTPException):
                return "unknown"
            finally:
                connection.close()
        return "not sent"
