"""Runs the HTTP server: reads requests, finds their handlers, writes responses."""

import socket
import sys
import threading
from collections.abc import Iterable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from providers.sandbox.database import SandboxDatabase
from providers.sandbox.deliveries import RETRY_PAUSES_S
from providers.sandbox.http import SandboxRequest, SandboxResponse
from providers.sandbox.limits import SandboxLimits
from providers.sandbox.ridewithgps_options import RideWithGpsOptions
from providers.sandbox.routes import respond
from providers.sandbox.service import Dialect, SandboxService
from providers.sandbox.strava import events as strava_events

DIALECTS: tuple[Dialect, ...] = (strava_events,)
"""These modules tell the applications about changes."""
MAX_BODY_SIZE = 1 << 20


class SandboxHandler(BaseHTTPRequestHandler):
    """Represents one connection; its server knows the service."""

    protocol_version = "HTTP/1.1"
    server_version, sys_version = "sandbox", ""
    disable_nagle_algorithm = True
    timeout = 60
    server: "SandboxServer"

    def do_GET(self) -> None:
        """Answers a request of any method."""
        request = self._read_request()
        response = respond(self.server.service, request) if request else SandboxResponse(413)
        if response.delay_s:
            self.server.service.stop_event.wait(response.delay_s)
        if response.is_lost:
            self.close_connection = True
            return
        with suppress(ConnectionError, TimeoutError):
            self._write_response(response)

    do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_GET  # noqa: N815 - the base class calls these names

    def log_message(self, format: str, *args: Any) -> None:
        """Prints nothing: the database holds the log."""

    def _read_request(self) -> SandboxRequest | None:
        """Returns the request; None when its body is too long or its length cannot be read."""
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > MAX_BODY_SIZE or "Transfer-Encoding" in self.headers:
            self.close_connection = True
            return None
        method = "GET" if self.command == "HEAD" else self.command
        headers = {name.lower(): value for name, value in self.headers.items()}
        return SandboxRequest(method, self.path, headers, self.rfile.read(int(length)))

    def _write_response(self, response: SandboxResponse) -> None:
        self.send_response(response.status)
        length = str(len(response.body))
        for name, value in (("Content-Type", response.content_type), ("Content-Length", length), *response.headers):
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)


class SandboxServer(ThreadingHTTPServer):
    """Serves one listening socket; its threads end with the process."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, service: SandboxService, listener: socket.socket) -> None:
        super().__init__(listener.getsockname()[:2], SandboxHandler, bind_and_activate=False)
        self.socket.close()
        self.socket = listener
        self.service = service

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Reports an error, except when the caller hung up or the sandbox is stopping."""
        is_stopping = self.service.stop_event.is_set()
        if not (is_stopping or isinstance(sys.exception(), (ConnectionError, TimeoutError))):
            super().handle_error(request, client_address)


class Sandbox:
    """Serves a sandbox while a block runs: `with Sandbox(folder) as sandbox: sandbox.url`.

    `database` creates athletes and shows which calls were made.  `access_s` is how long access tokens last;
    with `single_use_refresh` the second use of a refresh token revokes its grant; `keep_bodies` keeps whole requests
    and responses in the log.  `sockets` are served instead of `host` and `port`.
    `signing_secret` signs events; `is_old_api_ended` makes it June 2027 at Strava.  With a `speed`, tokens expire,
    limits renew and deliveries are repeated so many times faster.  `ridewithgps` holds the options of RideWithGPS.
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
        single_use_refresh: bool = False,
        limits: SandboxLimits | None = None,
        ridewithgps: RideWithGpsOptions | None = None,
        signing_secret: str = "",
        is_old_api_ended: bool = False,
        speed: float = 1.0,
    ) -> None:
        self.database = SandboxDatabase(
            folder, keep_bodies=keep_bodies, access_s=access_s, single_use_refresh=single_use_refresh, speed=speed
        )
        self.limits = limits or SandboxLimits()
        self.limits.speed = speed
        self.ridewithgps = ridewithgps or RideWithGpsOptions()
        self.service = SandboxService(
            self.database,
            self.limits,
            tuple(callback_hosts),
            signing_secret,
            is_old_api_ended,
            DIALECTS,
            self.ridewithgps,
        )
        self.service.deliveries.retry_pauses_s = tuple(pause_s / speed for pause_s in RETRY_PAUSES_S)
        listeners = list(sockets) or [socket.create_server((host, port), backlog=128)]
        self._servers = [SandboxServer(self.service, listener) for listener in listeners]
        name, number = listeners[0].getsockname()[:2]
        self.url = f"http://[{name}]:{number}" if ":" in name else f"http://{name}:{number}"
        self.service.url = self.url

    def __enter__(self) -> Self:
        for server in self._servers:
            threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.service.stop_event.set()
        self.service.deliveries.stop()
        for server in self._servers:
            server.shutdown()
            server.server_close()
        self.database.close()
