"""Stands between tracekit and a bucket as a proxy that answers badly, not at all, or half."""

import threading
from collections.abc import Iterable
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.waiting import TIMEOUT_S

ERROR_BODY = b"<Error><Code>InternalError</Code></Error>"
SILENCE = 0
"""This status makes a proxy never answer."""
HOP_HEADERS = ("content-length", "transfer-encoding", "connection")


class FaultyProxy:
    """Forwards requests to a server, except those whose method is in `failing_methods`."""

    def __init__(self, server: str) -> None:
        self.server = server.removeprefix("http://")
        self.failing_methods: set[str] = set()
        self.status = 500
        """Failing requests get this status; with `SILENCE` they get no answer, ever."""
        self.forwarded: list[str] = []
        """These are method and path of each forwarded request."""
        self.headers: list[dict[str, str]] = []
        """These are the headers of each forwarded request, in lower case."""
        self.max_bytes: int | None = None
        """Each body is cut to this many bytes, whatever length was announced."""
        self.stopped = threading.Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler_for(self))
        self._http.daemon_threads = True
        self._http.handle_error = lambda *args: None  # type: ignore[method-assign]  # the client has hung up
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    @property
    def endpoint(self) -> str:
        """Returns the proxy's address."""
        return f"http://127.0.0.1:{self._http.server_port}"

    def fail(self, status: int, *methods: str) -> None:
        """Answers requests of these methods (by default all) with a status from now on."""
        self.status, self.failing_methods = status, set(methods or ("GET", "HEAD", "PUT", "POST", "DELETE"))

    def recover(self) -> None:
        """Forwards everything from now on."""
        self.failing_methods = set()

    def close(self) -> None:
        """Stops the proxy and ends the requests that still wait."""
        self.stopped.set()
        self._http.shutdown()
        self._http.server_close()


def _handler_for(proxy: FaultyProxy) -> type[BaseHTTPRequestHandler]:
    class ProxyHandler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _handle(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if self.command not in proxy.failing_methods:
                proxy.forwarded.append(f"{self.command} {self.path}")
                proxy.headers.append({name.lower(): value for name, value in self.headers.items()})
                self._forward(body)
            elif proxy.status:
                self._respond(proxy.status, ERROR_BODY)
            else:
                proxy.stopped.wait()
                self.close_connection = True

        do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = _handle  # noqa: N815

        def _forward(self, body: bytes) -> None:
            server = HTTPConnection(proxy.server, timeout=TIMEOUT_S)
            server.request(self.command, self.path, body, dict(self.headers))
            response = server.getresponse()
            self._respond(response.status, response.read(), response.getheaders())
            server.close()

        def _respond(self, status: int, body: bytes, headers: Iterable[tuple[str, str]] = ()) -> None:
            self.send_response_only(status)
            for name, value in headers:
                if name.lower() not in HOP_HEADERS:
                    self.send_header(name, value)
            length = dict(headers).get("Content-Length") if self.command == "HEAD" else len(body)
            self.send_header("Content-Length", str(length or 0))
            self.end_headers()
            self.wfile.write(body[: proxy.max_bytes])
            self.close_connection |= proxy.max_bytes is not None

        def log_message(self, format: str, *args: object) -> None:
            pass

    return ProxyHandler
