"""Who asks for work: over HTTP, again and again, whatever happens to the web process."""

import http.client
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

THREADS = 4
PATIENCE_S = 10.0
PAUSE_S = 0.05
AFTER_TROUBLE_S = 1.0

Outcome = Literal["accepted", "unknown", "not asked"]


class JobRequester:
    """Asks with number after number until so many were accepted, each for a job and for a task of plain Celery.

    Never twice with a number whose outcome is unknown. At most `ahead` accepted ones wait to be finished.
    """

    def __init__(self, port: int, wanted: int, ahead: int) -> None:
        self.port, self.wanted, self.ahead = port, wanted, ahead
        self.finished = 0
        self.accepted: dict[int, float] = {}
        self.unknown: set[int] = set()
        self.plain_accepted: set[int] = set()
        self._numbers = iter(range(1 << 31))
        self._lock = threading.Lock()
        self._ended = threading.Event()

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Asks from threads of its own while the block lasts."""
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
        """Whether enough were accepted."""
        return len(self.accepted) >= self.wanted

    def _run(self) -> None:
        while not (self._ended.is_set() or self.is_done):
            if len(self.accepted) - self.finished < self.ahead:
                with self._lock:
                    number = next(self._numbers)
                self._ask(number)
            else:
                time.sleep(PAUSE_S)

    def _ask(self, number: int) -> None:
        outcome = self._outcome(f"/ask/{number}/")
        if outcome == "accepted":
            self.accepted[number] = time.time()
        elif outcome == "unknown":
            self.unknown.add(number)
            time.sleep(AFTER_TROUBLE_S)
        if self._outcome(f"/plain/{number}/") == "accepted":
            self.plain_accepted.add(number)

    def _outcome(self, path: str) -> Outcome:
        """Waits while nobody listens; what broke later may have been done or not."""
        while not self._ended.is_set():
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
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
        return "not asked"
