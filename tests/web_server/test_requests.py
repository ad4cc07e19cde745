"""Requests are buffered whole; what they mean is decided as before."""

from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests.waiting import wait_until
from tests.web_server.server import ATTACKER, Server, read_response, read_to_end, run_server

pytestmark = [pytest.mark.slow, pytest.mark.own_servers]

GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
CLOSE = b"Host: localhost\r\nConnection: close\r\n"


def post(path: str, size: int, *headers: str) -> bytes:
    """Returns the head of a request with a body of this size, which ends its connection."""
    lines = (f"POST {path} HTTP/1.1", "Host: localhost", "Connection: close", f"Content-Length: {size}", *headers)
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Yields a server with small limits."""
    with run_server() as running:
        yield running


def test_a_connection_serves_one_request_after_the_other(server: Server) -> None:
    with server.connect() as connection:
        for _ in range(3):
            connection.sendall(GET)
            head, body = read_response(connection)
            assert b"Connection: keep-alive" in head
            assert body == b"0"


def test_requests_sent_at_once_are_answered_in_their_order(server: Server) -> None:
    first, last = post("/", 5, "X-No: ").replace(b"Connection: close\r\n", b""), post("/", 3)
    response = server.send(first + b"12345" + GET + last + b"123")
    assert [part[-1:] for part in response.split(b"HTTP/1.1 200 OK")[1:]] == [b"5", b"0", b"3"]


@pytest.mark.parametrize("size", [0, 1, 99_999, 262_144, 9_000_000])
def test_a_body_arrives_whole_in_pieces(server: Server, size: int) -> None:
    with server.connect() as connection:
        data = post("/upload", size) + b"x" * size
        for start in range(0, len(data), 70_001):
            connection.sendall(data[start : start + 70_001])
        assert read_to_end(connection).endswith(b"\r\n\r\n" + str(size).encode())


def test_a_head_may_come_byte_by_byte(server: Server) -> None:
    with server.connect() as connection:
        for number in GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"):
            connection.sendall(bytes((number,)))
        assert read_to_end(connection).startswith(b"HTTP/1.1 200 OK")


def test_a_client_that_waits_for_100_continue_gets_it_once(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(post("/", 3, "Expect: 100-continue"))
        assert connection.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"abc")
        response = read_to_end(connection)
        assert response.startswith(b"HTTP/1.1 200 OK")
        assert response.endswith(b"3")


@pytest.mark.parametrize("expectation", ["X-None: 1", "Expect: 100-continue"])
def test_a_large_body_that_the_application_refuses_is_not_waited_for(server: Server, expectation: str) -> None:
    with server.connect() as connection:
        connection.sendall(post("/elsewhere", 100_001, expectation))
        response = read_to_end(connection)
    assert response.startswith(b"HTTP/1.1 200 OK")
    assert response.endswith(b"\r\n\r\n0")


def test_what_follows_a_refused_body_is_no_request(server: Server) -> None:
    head = post("/elsewhere", 100_001).replace(b"Connection: close\r\n", b"")
    response = server.send(head + GET * 10)
    assert response.count(b"HTTP/1.1 200 OK") == 1
    assert b"Connection: close" in response


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"nonsense\r\n", b"400"),
        (b"nonsense\n", b"400"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\n", b"400"),
        (b"GET / HTTP/1.1\nHost: localhost\n\n", b"400"),
        (b"GET / HTTP/1.1\r\n" + CLOSE + b"Broken header\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\n" + CLOSE + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab", b"400"),
        (b"POST / HTTP/1.1\r\n" + CLOSE + b"Content-Length: +1\r\n\r\na", b"400"),
        (b"POST / HTTP/1.1\r\n" + CLOSE + b"Content-Length: 1, 1\r\n\r\na", b"400"),
        (b"POST / HTTP/1.1\r\n" + CLOSE + b"Content-Length : 1\r\n\r\na", b"400"),
        (b"POST / HTTP/1.1\r\n" + CLOSE + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\na", b"400"),
        (b"GET / HTTP/1.1\r\n" + CLOSE + b"Expect: rain\r\n\r\n", b"417"),
        (b"GET /" + b"a" * 9_000 + b" HTTP/1.1\r\n" + CLOSE + b"\r\n", b"414"),
        (b"GET / HTTP/1.1\r\n" + CLOSE + b"X: 1\r\n" * 3_000, b"431"),
        (b"GET / HTTP/1.1\r\n" + CLOSE + b"X: 1\r\n" * 101 + b"\r\n", b"431"),
    ],
)
def test_a_malformed_request_is_refused_at_once(server: Server, request_bytes: bytes, status: bytes) -> None:
    assert server.send(request_bytes).startswith(b"HTTP/1.1 " + status)


def test_an_old_client_is_answered_and_its_connection_ended(server: Server) -> None:
    response = server.send(b"GET / HTTP/1.0\r\n\r\n")
    assert response.startswith(b"HTTP/1.0 200 OK")
    assert b"Connection: close" in response


def test_a_response_to_head_has_no_body(server: Server) -> None:
    assert server.send(b"HEAD / HTTP/1.1\r\n" + CLOSE + b"\r\n").endswith(b"\r\n\r\n")


def test_a_client_that_goes_away_in_its_body_stops_nothing(server: Server) -> None:
    for _ in range(5):
        with server.connect() as connection:
            connection.sendall(post("/upload", 200_000) + b"x" * 150_000)
    assert server.is_up()


def test_an_upload_that_takes_long_makes_room_for_another_when_all_is_full() -> None:
    with run_server() as server, server.connect(ATTACKER) as slow:
        slow.sendall(post("/upload", 29_000_000) + b"x" * 28_000_000)
        # Until all of the slow one has reached the process, the other may be refused.
        wait_until(lambda: server.send(post("/upload", 5_000_000) + b"x" * 5_000_000).endswith(b"5000000"))
        response = read_to_end(slow)
        assert response.startswith(b"HTTP/1.1 503 ")
        assert b"Too many uploads arrive at this moment, so nothing of this one was saved." in response


def test_a_body_for_which_there_is_no_room_is_refused_and_its_room_given_back() -> None:
    with run_server() as server:
        for _ in range(2):
            assert read_status(server, 31_000_000) == b"503"
            assert read_status(server, 29_000_000) == b"200"


def read_status(server: Server, size: int) -> bytes:
    """Sends a body of this size as far as the server takes it; returns the status of the response."""
    with server.connect() as connection:
        with suppress(ConnectionError):
            connection.sendall(post("/upload", size) + b"x" * size)
        return read_to_end(connection)[9:12]


def test_a_process_that_has_answered_its_share_is_replaced() -> None:
    with run_server("SmallSizesWorker", "--max-requests", "3") as server:
        for _ in range(12):
            assert server.get().startswith(b"HTTP/1.1 200 OK")
