"""Buffers a response, so that no thread waits for a client to read it."""

import socket

from tracekit_site.web_server.limits import Budget
from tracekit_site.web_server.spool import Spool

SEND_SIZE = 262_144


class ResponseBuffer:
    """Stands in for the socket of a connection while a thread answers, with those of its methods that gunicorn calls.

    What the socket does not take at once is kept until the main loop can send it.
    """

    def __init__(self, connection: socket.socket, budget: Budget) -> None:
        self._connection = connection
        self._budget = budget
        self._spool: Spool | None = None
        self._unsent = b""

    @property
    def size(self) -> int:
        """Returns how many bytes were kept; 0 when all were sent."""
        return self._spool.size if self._spool else 0

    def sendall(self, data: bytes) -> None:
        """Sends or keeps all of it. Raises OSError when the client is gone, and BufferFull."""
        if self._spool is None:
            data = data[self._send(data) :]
        if data:
            self._spool = self._spool or Spool(self._budget)
            self._spool.append(data)

    def send_kept(self) -> bool:
        """Sends what the socket takes of what was kept; returns whether all is sent. Raises OSError."""
        while self._spool and (data := self._unsent or self._spool.read(SEND_SIZE)):
            self._unsent = data[self._send(data) :]
            if self._unsent:
                return False
        self.close()
        return True

    def send(self, data: bytes) -> int:
        """Drops what gunicorn sends before a response, which is `100 Continue` alone: the main loop has sent it."""
        return len(data)

    def setblocking(self, is_blocking: bool) -> None:
        """Does nothing: this never blocks."""

    def gettimeout(self) -> float:
        """Returns the time-out of a socket that never blocks."""
        return 0.0

    def shutdown(self, how: int) -> None:
        """Raises OSError: the main loop ends the connection."""
        raise OSError

    def close(self) -> None:
        """Deletes what was kept."""
        if self._spool:
            self._spool.close()
        self._spool, self._unsent = None, b""

    def _send(self, data: bytes) -> int:
        try:
            return self._connection.send(data)
        except BlockingIOError:
            return 0
