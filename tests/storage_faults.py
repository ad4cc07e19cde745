"""Weather on the way to a bucket: a server in between that answers badly, not at all, or half."""

import threading
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.worker import PATIENCE_S


class Weather:
    """A way to the server with weather on it: requests of the methods in `bad` meet it, the others go through."""

    def __init__(self, server: str) -> None:
        self.server = server.removeprefix("http://")
        self.bad: set[str] = set()
        self.answer = 500
        """The status that they get; 0: none at all, ever."""
        self.passed: list[str] = []
        """Method and path of each request that went through, …"""
        self.headers: list[dict[str, str]] = []
        """… and its headers, in small letters."""
        self.cut: int | None = None
        """So many bytes of each body arrive, whatever was announced."""
        self.ended = threading.Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True
        self._http.handle_error = lambda *args: None  # type: ignore[method-assign]  # somebody has hung up
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    @property
    def endpoint(self) -> str:
        """Where it is entered."""
        return f"http://127.0.0.1:{self._http.server_port}"

    def turn_bad(self, answer: int, *methods: str) -> None:
        """From now on these methods (by default all) are answered so."""
        self.answer, self.bad = answer, set(methods or ("GET", "HEAD", "PUT", "POST", "DELETE"))

    def clear(self) -> None:
        """From now on everything goes through."""
        self.bad = set()

    def close(self) -> None:
        """Ends it, and lets everybody go who still waits."""
        self.ended.set()
        self._http.shutdown()
        self._http.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        weather = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _pass(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                if self.command not in weather.bad:
                    weather.passed.append(f"{self.command} {self.path}")
                    weather.headers.append({name.lower(): value for name, value in self.headers.items()})
                    self._forward(body)
                elif weather.answer:
                    self._say(weather.answer, b"<Error><Code>InternalError</Code></Error>")
                else:
                    weather.ended.wait()
                    self.close_connection = True

            do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = _pass  # noqa: N815

            def _forward(self, body: bytes) -> None:
                server = HTTPConnection(weather.server, timeout=PATIENCE_S)
                server.request(self.command, self.path, body, dict(self.headers))
                answer = server.getresponse()
                self._say(answer.status, answer.read(), answer.getheaders())
                server.close()

            def _say(self, status: int, body: bytes, headers: Any = ()) -> None:
                self.send_response_only(status)
                for name, value in headers:
                    if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                        self.send_header(name, value)
                length = dict(headers).get("Content-Length") if self.command == "HEAD" else len(body)
                self.send_header("Content-Length", str(length or 0))
                self.end_headers()
                self.wfile.write(body[: weather.cut])
                self.close_connection |= weather.cut is not None

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Handler
