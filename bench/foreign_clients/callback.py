"""Answers at a callback address as an application does."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


class CallbackHandler(BaseHTTPRequestHandler):
    """Answers 200 to everything, with the challenge of a handshake."""

    def do_GET(self) -> None:
        """Answers a request of any method."""
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        challenge = dict(parse_qsl(urlsplit(self.path).query)).get("hub.challenge")
        body = json.dumps({"hub.challenge": challenge} if challenge else {}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815 - the base class calls this name

    def log_message(self, format: str, *args: Any) -> None:
        """Prints nothing."""


@contextmanager
def running_callback(handler: type[BaseHTTPRequestHandler] = CallbackHandler) -> Iterator[str]:
    """Yields a callback address that is served while the block runs."""
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/callback"
        server.shutdown()
