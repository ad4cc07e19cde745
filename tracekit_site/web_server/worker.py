"""Runs a web process: its main loop receives requests and sends responses, its threads only answer."""

import selectors
import socket
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

from tracekit_site.web_server import refusals
from tracekit_site.web_server.body_check import check_body
from tracekit_site.web_server.connection import ClientConnection
from tracekit_site.web_server.limits import Budget, BufferFull, Limits
from tracekit_site.web_server.watch_list import Callback, WatchList

RECEIVE_SIZE = 65_536
SWEEP_INTERVAL_S = 0.25
LIVE_REQUEST = b"GET /health/live "


class BufferingWorker(ThreadWorker):  # type: ignore[misc]
    """Extends gunicorn's threaded worker, so that no thread waits for a client and no client can stop the main loop."""

    limits = Limits()
    body_check = "tracekit_site.body_limits.accepts_body"

    def init_process(self) -> None:
        self.budget = Budget(self.limits.buffered_size // max(1, self.cfg.workers))
        self.health_pool = ThreadPoolExecutor(1)
        self.next_sweep = 0.0
        super().init_process()

    def run(self) -> None:
        self.watched = WatchList(self.poller, self.limits)
        super().run()
        self.health_pool.shutdown(wait=False)

    def accept(self, listener: socket.socket) -> None:
        """Accepts a connection; where there are too many, the oldest of the address with most of them ends."""
        try:
            accepted, client = listener.accept()
        except OSError:
            return  # another process was faster, the client is gone, or no file number is left
        connection = ClientConnection(self.cfg, accepted, client, listener.getsockname(), self.budget)
        self.nr_conns += 1
        self.watched.count_in(connection)
        self._end_surplus(connection)
        self._watch(connection, self._receive, time.monotonic() + self.limits.head_time)
        self._receive(connection)

    def enqueue_req(self, connection: ClientConnection) -> None:
        """Gives a complete request to a thread: `/health/live` has one of its own."""
        connection.start_request()
        pool = self.health_pool if connection.request.head.startswith(LIVE_REQUEST) else self.tpool
        self._run(pool, self.handle, connection, self.finish_request)

    def handle_request(self, request: Any, connection: ClientConnection) -> bool:
        """Answers a request in a thread."""
        if connection.request.is_withheld:
            request.force_close()  # what follows on the connection is the body, and no request
        return bool(super().handle_request(request, connection))

    def finish_request(self, connection: ClientConnection, future: "Future[Any]") -> None:
        """Sends what the socket has not taken of a response, then goes on with the connection."""
        connection.is_kept = future.exception() is None and future.result() is True
        connection.request.close()
        connection.deadline = self.limits.transfer_deadline(time.monotonic(), connection.sock.size)
        self._send(connection)

    def murder_pending(self) -> None:
        """Ends what takes too long; gunicorn calls this after each round of its main loop."""
        now = time.monotonic()
        if now >= self.next_sweep:
            self.next_sweep = now + SWEEP_INTERVAL_S
            for connection in self.watched.list_expired(now):
                self._end(connection, refusals.TOO_SLOW)

    def murder_keepalived(self, force: bool = False) -> None:
        """Ends all connections that no thread uses when the process ends; gunicorn calls this then."""
        if force:
            for connection in self.watched.list_expired(float("inf")):
                self._close(connection)

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """Waits for what happens next, shorter when the process stops."""
        super().wait_for_and_dispatch_events(timeout if self.alive else min(timeout, self.limits.stop_time))

    def _cap_keepalive(self, deadline: float) -> None:
        """Waits no longer for heads than a moment; gunicorn calls this when the process begins to stop."""
        self.watched.cap_deadlines(time.monotonic() + self.limits.stop_time)

    def _receive(self, connection: ClientConnection) -> None:
        try:
            data = connection.socket.recv(RECEIVE_SIZE)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if data:
            self._feed(connection, data)
        else:
            self._close(connection)

    def _feed(self, connection: ClientConnection, data: bytes) -> None:
        request = connection.request
        if request.is_empty:
            connection.deadline = time.monotonic() + self.limits.head_time
        if not self._buffer(connection, data):
            self._refuse(connection, refusals.BUFFER_FULL)
        elif request.incoming_size > self.limits.head_size:
            self._refuse(connection, refusals.TOO_LONG_HEAD)
        elif request.head and not connection.is_admitted:
            self._admit(connection)
        elif request.is_complete:
            self._answer(connection)

    def _buffer(self, connection: ClientConnection, data: bytes) -> bool:
        """Buffers what has arrived; when all is full, uploads that take longest make room. Returns whether it could."""
        try:
            connection.request.feed(data)
        except BufferFull:
            upload = self.watched.find_upload(connection)
            if upload is None:
                return False
            self._end(upload, refusals.BUFFER_FULL)
            return self._buffer(connection, b"")
        return True

    def _admit(self, connection: ClientConnection) -> None:
        """Decides about a body by the head of its request; a thread decides about a large one."""
        connection.is_admitted = True
        self.watched.count_by_address(connection)
        self._end_surplus(connection)
        if connection.request.body_size > self.limits.checked_size and not connection.request.is_withheld:
            self.watched.unwatch(connection)
            self._run(self.tpool, partial(check_body, self.body_check, self.cfg), connection, self._finish_check)
        else:
            self._receive_body(connection)

    def _finish_check(self, connection: ClientConnection, future: "Future[bool]") -> None:
        self._watch(connection, self._receive, 0)
        if future.exception() or not future.result():
            connection.request.withhold_body()
        self._receive_body(connection)

    def _receive_body(self, connection: ClientConnection) -> None:
        request = connection.request
        if request.is_complete:
            self._answer(connection)
            return
        connection.deadline = self.limits.transfer_deadline(time.monotonic(), request.body_size)
        if request.expects_continue:
            connection.send_now(refusals.CONTINUE)

    def _answer(self, connection: ClientConnection) -> None:
        self.watched.unwatch(connection)
        self.enqueue_req(connection)

    def _send(self, connection: ClientConnection) -> None:
        try:
            is_sent = connection.sock.send_kept()
        except OSError:
            self._close(connection)
            return
        if not is_sent:
            if connection not in self.watched:
                self.watched.watch(connection, selectors.EVENT_WRITE, self._send)
            return
        self.watched.unwatch(connection)
        if connection.is_kept:
            self._wait_for_next(connection)
        else:
            self._linger(connection)

    def _wait_for_next(self, connection: ClientConnection) -> None:
        idle_time = self.cfg.keepalive if self.alive else self.limits.stop_time
        self._watch(connection, self._receive, time.monotonic() + idle_time)
        if data := connection.next_request():
            self._feed(connection, data)

    def _refuse(self, connection: ClientConnection, refusal: bytes) -> None:
        connection.send_now(refusal)
        self.watched.unwatch(connection)
        self._linger(connection)

    def _linger(self, connection: ClientConnection) -> None:
        """Says that nothing more comes, and throws away what does: a reset could take the response with it."""
        try:
            connection.socket.shutdown(socket.SHUT_WR)
        except OSError:
            self._close(connection)
            return
        connection.request.close()
        connection.is_ending = True
        self._watch(connection, self._skip_rest, time.monotonic() + self.limits.linger_time)

    def _skip_rest(self, connection: ClientConnection) -> None:
        try:
            if not connection.socket.recv(RECEIVE_SIZE):
                self._close(connection)
        except BlockingIOError:
            return
        except OSError:
            self._close(connection)

    def _end_surplus(self, connection: ClientConnection) -> None:
        if surplus := self.watched.find_surplus(connection):
            self._end(surplus, refusals.TOO_MANY)

    def _end(self, connection: ClientConnection, refusal: bytes) -> None:
        """Ends a connection that no thread uses; one that waits for the rest of its request is told why."""
        if connection.is_receiving:
            connection.send_now(refusal)
        self._close(connection)

    def _watch(self, connection: ClientConnection, callback: Callback, deadline: float) -> None:
        connection.deadline = deadline
        self.watched.watch(connection, selectors.EVENT_READ, callback)

    def _run(
        self,
        pool: ThreadPoolExecutor,
        task: Callable[[ClientConnection], Any],
        connection: ClientConnection,
        callback: "Callable[[ClientConnection, Future[Any]], None]",
    ) -> None:
        """Runs a task in a thread, then the callback in the main loop."""
        future = pool.submit(task, connection)
        future.add_done_callback(lambda done: self.method_queue.defer(callback, connection, done))

    def _close(self, connection: ClientConnection) -> None:
        self.watched.unwatch(connection)
        self.watched.count_out(connection)
        self.nr_conns -= 1
        connection.close()
