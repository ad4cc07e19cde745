"""Calls to any platform keep their limits, and their errors repeat nothing of a response."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from providers import http
from providers.errors import ProviderError, RequestRefused, TemporaryFailure
from providers.http import BearerAuth, ErrorResponse, JsonClient

Respond = Callable[[int, bytes], None]


class Server(ThreadingHTTPServer):
    """A server gives the same response to every request, and remembers the requests' headers."""

    status = 200
    body = b"{}"
    location = ""

    def __init__(self) -> None:
        self.seen: list[dict[str, str]] = []
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def url(self) -> str:
        """Returns where the server listens."""
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    """Answers as the server says."""

    server: Server

    def do_GET(self) -> None:
        """Sends the server's response."""
        self.server.seen.append({"path": self.path, **self.headers})
        self.send_response(self.server.status)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, format: str, *args: object) -> None:
        """Logs nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def refuse(response: ErrorResponse) -> ProviderError:
    return RequestRefused(f"{response.status} {response.content}")


CLIENT = JsonClient(refuse)


def call(server: Server) -> object:
    return CLIENT.call("GET", f"{server.url}/activities", auth=BearerAuth("the-token"))


@pytest.mark.parametrize(("body", "content"), [(b'{"id": 1}', {"id": 1}), (b"[]", []), (b"", None)])
def test_a_response_is_its_json(server: Server, body: bytes, content: object) -> None:
    server.body = body
    assert call(server) == content


def test_the_token_is_sent_and_no_netrc_takes_its_place(
    server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else")
    monkeypatch.setenv("NETRC", str(netrc))
    call(server)
    assert [headers["Authorization"] for headers in server.seen] == ["Bearer the-token"]


@pytest.mark.parametrize(("body", "content"), [(b'{"message": "no"}', {"message": "no"}), (b"<html>", None)])
def test_the_platform_says_what_an_error_response_means(server: Server, body: bytes, content: object) -> None:
    server.status, server.body = 403, body
    with pytest.raises(RequestRefused, match=f"^403 {content}$"):
        call(server)


def test_a_redirect_is_not_followed(server: Server) -> None:
    server.status, server.location = 302, f"{server.url}/elsewhere"
    with pytest.raises(RequestRefused, match="302"):
        call(server)
    assert len(server.seen) == 1


@pytest.mark.parametrize("body", [b"<html>secret</html>", b'{"secret"', b"[" * 100_000])
def test_a_response_that_is_no_json_is_a_temporary_failure(server: Server, body: bytes) -> None:
    server.body = body
    with pytest.raises(TemporaryFailure) as error:
        call(server)
    assert (error.value.code, "secret" in repr(error.value)) == ("garbled", False)
    assert error.value.__suppress_context__


def test_a_response_that_is_too_large_is_not_read(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "MAX_RESPONSE_SIZE", 1000)
    server.body = b"[" + b" " * 1000 + b"]"
    with pytest.raises(TemporaryFailure, match="garbled"):
        call(server)


def test_a_file_is_its_bytes_up_to_a_size(server: Server) -> None:
    server.body = b"\x0e\x20 no JSON"
    assert CLIENT.download(f"{server.url}/1.fit", len(server.body)) == server.body
    with pytest.raises(RequestRefused, match="too_large"):
        CLIENT.download(f"{server.url}/1.fit", len(server.body) - 1)


def test_an_error_response_is_no_file(server: Server) -> None:
    server.status, server.body = 404, b'{"error": "secret"}'
    with pytest.raises(RequestRefused, match="404"):
        CLIENT.download(f"{server.url}/1.fit", 1)


def test_a_server_that_does_not_listen_is_a_temporary_failure() -> None:
    with pytest.raises(TemporaryFailure, match="no_answer"):
        CLIENT.call("GET", "http://127.0.0.1:1/")
