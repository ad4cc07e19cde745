"""Receives what the sandbox delivers to the callback address of an application."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

Answer = tuple[int, dict[str, str], bytes]


@dataclass
class CallbackRequest:
    """A request came to the callback address."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def query(self) -> dict[str, str]:
        """Returns the parameters in the address."""
        return dict(parse_qsl(urlsplit(self.target).query))

    @property
    def json(self) -> Any:
        """Returns the body's JSON."""
        return json.loads(self.body)


@dataclass
class Callback:
    """A callback address keeps every request; `answer` decides its responses."""

    url: str = ""
    requests: list[CallbackRequest] = field(default_factory=list)
    answer: Callable[[CallbackRequest], Answer] = field(default_factory=lambda: echo_challenge)

    @property
    def events(self) -> list[Any]:
        """Returns the JSON of every POST, in the order of their arrival."""
        return [request.json for request in self.requests if request.method == "POST"]


def echo_challenge(request: CallbackRequest) -> Answer:
    """Answers 200, with the challenge of a handshake."""
    body = {"hub.challenge": request.query["hub.challenge"]} if "hub.challenge" in request.query else {}
    return 200, {"Content-Type": "application/json"}, json.dumps(body).encode()


@contextmanager
def running_callback() -> Iterator[Callback]:
    """Yields a callback address that is served while the block runs."""
    callback = Callback()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = CallbackRequest(self.command, self.path, headers, body)
            callback.requests.append(request)
            status, answer_headers, content = callback.answer(request)
            self.send_response(status)
            for name, value in {**answer_headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET  # noqa: N815 - the base class calls this name

        def log_message(self, format: str, *args: Any) -> None:
            """Prints nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        callback.url = f"http://127.0.0.1:{server.server_port}/events"
        yield callback
        server.shutdown()
