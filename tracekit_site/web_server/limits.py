"""Limits how long a client may take, and how much is buffered for all of them."""

import errno
import threading
from dataclasses import dataclass

MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Holds the limits of one web process; times are in seconds, sizes in bytes."""

    head_time: float = 10
    transfer_time: float = 20
    """A body may take so long to arrive, and a response to be read, and as long again as its size takes at `rate`."""
    rate: float = 16_000
    linger_time: float = 2
    """This is how long a client may still send after a response that ends its connection; nobody reads that."""
    stop_time: float = 0.5
    """This is how long a process that stops waits for a request that a client may be sending just now."""
    head_size: int = 64_000
    checked_size: int = MB
    """A larger body is buffered only after `accepts_body` has said that the address takes it, from this session."""
    buffered_size: int = 1_000 * MB
    """This is shared by all processes of a machine."""
    connections: int = 400
    connections_of_address: int = 100

    def transfer_deadline(self, now: float, size: int) -> float:
        """Returns until when so many bytes must have arrived or been read."""
        return now + self.transfer_time + size / self.rate


class BufferFull(OSError):
    """Says that nothing more can be buffered: the budget is used up, or the disk is full.

    gunicorn ends a connection that raises it in a thread as one whose client is gone.
    """

    def __init__(self) -> None:
        super().__init__(errno.EPIPE, "nothing more can be buffered")


class Budget:
    """Counts the bytes that may still be buffered, for several threads."""

    def __init__(self, size: int) -> None:
        self._free = size
        self._lock = threading.Lock()

    def take(self, size: int) -> None:
        """Takes so many bytes. Raises BufferFull when fewer are left."""
        with self._lock:
            if size > self._free:
                raise BufferFull
            self._free -= size

    def give_back(self, size: int) -> None:
        """Gives back what was taken."""
        with self._lock:
            self._free += size
