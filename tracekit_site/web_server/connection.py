"""Represents a client's connection between the main loop and the threads."""

import socket
from typing import Any

from gunicorn.http.parser import RequestParser
from gunicorn.workers.gthread import TConn

from tracekit_site.web_server.limits import Budget
from tracekit_site.web_server.request_buffer import RequestBuffer
from tracekit_site.web_server.response_buffer import ResponseBuffer


class ClientConnection(TConn):  # type: ignore[misc]
    """Represents gunicorn's connection, whose `sock` is a buffer; the real socket belongs to the main loop."""

    def __init__(self, cfg: Any, connection: socket.socket, client: Any, server: Any, budget: Budget) -> None:
        super().__init__(cfg, connection, client, server)
        self.socket = connection
        self.sock = ResponseBuffer(connection, budget)
        self.initialized = self.data_ready = True
        self.request = RequestBuffer(budget)
        self.address: str | None = None
        self.deadline = 0.0
        self.is_admitted = False
        self.is_kept = False
        self.is_ending = False
        self._budget = budget

    @property
    def is_receiving(self) -> bool:
        """Returns whether a part of a request has arrived and the rest is waited for."""
        return not (self.request.is_empty or self.parser or self.is_ending)

    @property
    def buffered_size(self) -> int:
        """Returns how many bytes of a body or a response are buffered."""
        return self.request.buffered_size + self.sock.size

    def start_request(self) -> None:
        """Lets gunicorn's parser read the request that has arrived."""
        self.parser = RequestParser(self.cfg, (), self.client)
        self.parser.unreader = self.request

    def next_request(self) -> bytes:
        """Begins another request; returns what has arrived of it already."""
        arrived = self.request.next_bytes
        self.request, self.parser, self.is_admitted = RequestBuffer(self._budget), None, False
        return arrived

    def send_now(self, data: bytes) -> None:
        """Sends a short answer of the main loop as far as the socket takes it."""
        try:
            self.socket.send(data)
        except OSError:
            return

    def close(self, graceful: bool = False) -> None:
        """Closes the connection and deletes what is buffered."""
        self.socket.close()
        self.request.close()
        self.sock.close()
