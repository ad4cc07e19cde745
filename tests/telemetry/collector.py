"""Receives reports as Sentry does, over HTTP, and takes envelopes apart."""

import gzip
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Item = tuple[str, bytes]
"""This is an item of an envelope: its type and its payload."""


class Collector:
    """Holds what was sent to it: every byte of bodies and headers, and the items of the envelopes."""

    def __init__(self) -> None:
        self.dsn = ""
        self.sent: list[bytes] = []
        self.items: list[Item] = []

    def receive(self, headers: str, body: bytes) -> None:
        """Stores an envelope."""
        self.sent += [headers.encode(), body]
        self.items += split_envelope(body)

    @property
    def item_types(self) -> set[str]:
        """Returns the types of all items."""
        return {item_type for item_type, _ in self.items}

    def events(self, item_type: str = "event") -> list[dict[str, Any]]:
        """Returns the events or transactions in the order in which they came."""
        return [json.loads(payload) for kind, payload in self.items if kind == item_type]


def split_envelope(body: bytes) -> Iterator[Item]:
    """Yields the items of an envelope: a line of headers, then a header and a payload for each item."""
    rest = body.partition(b"\n")[2]
    while rest.strip():
        header, _, rest = rest.partition(b"\n")
        parsed = json.loads(header)
        length = parsed.get("length", rest.find(b"\n") if b"\n" in rest else len(rest))
        yield parsed["type"], rest[:length]
        rest = rest[length:].removeprefix(b"\n")


@contextmanager
def run_collector() -> Iterator[Collector]:
    """Yields a collector that answers on a free port for as long as the block runs."""
    collector = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            body = gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body
            collector.receive(str(self.headers), body)
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, format: str, *args: Any) -> None:
            """Logs nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    collector.dsn = f"http://key@127.0.0.1:{server.server_port}/1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield collector
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
