"""Sends requests to the callback addresses of applications: in the background, in order, at most three times each.

Any dialect uses it. Addresses that the sandbox may not call are never called, and redirects are not followed.
"""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from queue import SimpleQueue
from threading import Event, Lock, Thread
from urllib.parse import urlsplit

RETRY_PAUSES_S = (1.0, 5.0)
"""A failed delivery is tried again after each of these pauses, in seconds, and then lost."""
MAX_RECORDS = 5000
MAX_RESPONSE_SIZE = 1 << 16


@dataclass(frozen=True, slots=True)
class Delivery:
    """Represents one POST to a callback address; every one of at most `max_tries` sends the same headers and body.

    A response in time with one of the `accepted` statuses ends it.
    """

    address: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "application/json"),)
    accepted: range = range(200, 300)
    timeout_s: float = 2.0
    max_tries: int = 3


@dataclass(frozen=True, slots=True)
class DeliveryRecord:
    """Records what came of a delivery: the status of each try, 0 where no response came in time.

    Programs read these fields as JSON, so their names stay.
    """

    at: float
    address: str
    body: str
    statuses: tuple[int, ...]
    accepted: bool


@dataclass
class Deliveries:
    """Sends deliveries in a thread of their own; one that fails for good is lost, as on the platforms.

    `is_allowed` says which addresses may be called; `retry_pauses_s` can be shortened.
    """

    is_allowed: Callable[[str], bool]
    stop_event: Event
    retry_pauses_s: tuple[float, ...] = RETRY_PAUSES_S
    _queue: SimpleQueue[Delivery | None] = field(default_factory=SimpleQueue)
    _records: deque[DeliveryRecord] = field(default_factory=lambda: deque(maxlen=MAX_RECORDS))
    _lock: Lock = field(default_factory=Lock)
    _pending: int = 0
    _thread: Thread | None = None

    def enqueue(self, delivery: Delivery) -> None:
        """Sends a delivery after all earlier ones, without waiting for it."""
        with self._lock:
            self._pending += 1
            self._queue.put(delivery)
            if self._thread is None:
                self._thread = Thread(target=self._send_all, daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Ends the thread, once `stop_event` is set; what is not delivered yet is lost."""
        self._queue.put(None)

    def is_idle(self) -> bool:
        """Returns whether every delivery has been accepted or is lost."""
        with self._lock:
            return self._pending == 0

    def records(self) -> list[DeliveryRecord]:
        """Returns what came of the last deliveries, oldest first."""
        with self._lock:
            return list(self._records)

    def _send_all(self) -> None:
        while (delivery := self._queue.get()) is not None:
            record = self._send(delivery)
            with self._lock:
                self._records.append(record)
                self._pending -= 1

    def _send(self, delivery: Delivery) -> DeliveryRecord:
        statuses: list[int] = []
        for pause_s in (0.0, *self.retry_pauses_s)[: delivery.max_tries]:
            if self.stop_event.wait(pause_s) or not self.is_allowed(delivery.address):
                break
            status, _ = call_address(
                "POST", delivery.address, delivery.body, dict(delivery.headers), timeout_s=delivery.timeout_s
            )
            statuses.append(status)
            if status in delivery.accepted:
                break
        is_accepted = bool(statuses) and statuses[-1] in delivery.accepted
        body = delivery.body.decode(errors="replace")
        return DeliveryRecord(time.time(), delivery.address, body, tuple(statuses), is_accepted)


def call_address(
    method: str, address: str, body: bytes | None = None, headers: dict[str, str] | None = None, *, timeout_s: float
) -> tuple[int, bytes]:
    """Returns status and body of a response; the status is 0 when none comes in time.  Redirects are not followed."""
    url = urlsplit(address)
    target = (url.path or "/") + (f"?{url.query}" if url.query else "")
    connection_class = HTTPSConnection if url.scheme == "https" else HTTPConnection
    connection = connection_class(url.hostname or "", url.port, timeout=timeout_s)
    try:
        connection.request(method, target, body, headers or {})
        response = connection.getresponse()
        return response.status, response.read(MAX_RESPONSE_SIZE)
    except (OSError, HTTPException, ValueError):
        return 0, b""
    finally:
        connection.close()
