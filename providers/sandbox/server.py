"""The HTTP server: reads requests, asks the routes, writes answers."""

import socket
import sys
import threading
from collections.abc import Iterable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from providers.sandbox.http import Answer, Request
from providers.sandbox.limits import Limits
from providers.sandbox.routes import answer
from providers.sandbox.service import Service
from providers.sandbox.store import Store

MOST_BODY = 1 << 20


class Handler(BaseHTTPRequestHandler):
    """One connection; the server that made it knows the service."""

    protocol_version = "HTTP/1.1"
    server_version, sys_version = "sandbox", ""
    disable_nagle_algorithm = True
    timeout = 60
    server: "Server"

    def do_GET(self) -> None:
        """Answer any method."""
        asked = self._request()
        given = answer(self.server.service, asked) if asked else Answer(413)
        if given.after_s:
            self.server.service.is_ending.wait(given.after_s)
        if given.is_lost:
            self.close_connection = True
            return
        with suppress(ConnectionError, TimeoutError):
            self._write(given)

    do_POST = do_PUT = do_DELETE = do_HEAD = do_GET  # noqa: N815 - the base looks for these names

    def log_message(self, format: str, *args: Any) -> None:
        """The store keeps the log."""

    def _request(self) -> Request | None:
        """The request, None when its body is too long or has no length that can be read."""
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > MOST_BODY or "Transfer-Encoding" in self.headers:
            self.close_connection = True
            return None
        method = "GET" if self.command == "HEAD" else self.command
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Request(method, self.path, headers, self.rfile.read(int(length)))

    def _write(self, given: Answer) -> None:
        self.send_response(given.status)
        for name, value in (("Content-Type", given.kind), ("Content-Length", str(len(given.body))), *given.headers):
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(given.body)


class Server(ThreadingHTTPServer):
    """A listening socket; threads end with the process."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, service: Service, listening: socket.socket) -> None:
        super().__init__(listening.getsockname()[:2], Handler, bind_and_activate=False)
        self.socket.close()
        self.socket = listening
        self.service = service

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hung up is no error, nor is what is cut off at the end."""
        if not (self.service.is_ending.is_set() or isinstance(sys.exception(), (ConnectionError, TimeoutError))):
            super().handle_error(request, client_address)


class Sandbox:
    """A sandbox that serves as long as the block runs: `with Sandbox(folder) as sandbox: sandbox.url`.

    `store` is for making athletes and for looking at what was called.  `access_s` is how long access tokens last;
    `keep_bodies` keeps requests and answers whole in the log.  `sockets` are served instead of `host` and `port`.
    """

    def __init__(
        self,
        folder: Path,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        sockets: Iterable[socket.socket] = (),
        callback_hosts: Iterable[str] = (),
        keep_bodies: bool = False,
        access_s: float = 21_600,
        limits: Limits | None = None,
    ) -> None:
        self.store = Store(folder, keep_bodies=keep_bodies, access_s=access_s)
        self.limits = limits or Limits()
        self.service = Service(self.store, self.limits, tuple(callback_hosts))
        listening = list(sockets) or [socket.create_server((host, port), backlog=128)]
        self._servers = [Server(self.service, each) for each in listening]
        name, number = listening[0].getsockname()[:2]
        self.url = f"http://[{name}]:{number}" if ":" in name else f"http://{name}:{number}"

    def __enter__(self) -> Self:
        for server in self._servers:
            threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.service.is_ending.set()
        for server in self._servers:
            server.shutdown()
            server.server_close()
        self.store.close()
