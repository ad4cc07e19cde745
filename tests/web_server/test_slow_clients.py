"""No thread waits for a client that is slow or silent, and so nobody else does."""

import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import pytest

from bench.slow_clients import HEADS, slow_clients, time_page
from tests.commands.running_install import run_install
from tests.site.web_process import run_web_process
from tests.waiting import TIMEOUT_S, wait_until
from tests.web_server.server import ATTACKER, THREADS, Server, read_response, read_to_end, run_server

pytestmark = [pytest.mark.slow, pytest.mark.own_servers]

LARGE = b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n"
WAITING = b"GET /wait HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Yields a server that waits long for its clients."""
    with run_server() as running:
        yield running


@pytest.fixture(scope="module")
def short_times() -> Iterator[Server]:
    """Yields a server that waits for a moment only."""
    with run_server("ShortTimesWorker") as running:
        yield running


@contextmanager
def run_up(data: Path) -> Iterator[int]:
    """Yields the port of what `bin/up` runs."""
    with run_install(data, SANDBOX="false") as install:
        yield int(install.address.rpartition(":")[2])


@contextmanager
def run_hosted(data: Path) -> Iterator[int]:
    """Yields the port of the hosted web process."""
    with run_web_process(data, ALLOWED_HOSTS="localhost") as web:
        yield web.port


@pytest.mark.parametrize("mode", HEADS)
@pytest.mark.parametrize("run", [run_up, run_hosted], ids=["bin/up", "hosted"])
def test_pages_are_answered_while_two_hundred_clients_send_byte_by_byte(
    released_data: Path, tmp_path: Path, run: Callable[[Path], AbstractContextManager[int]], mode: str
) -> None:
    data = released_data if run is run_up else tmp_path
    with run(data) as port:
        address = ("127.0.0.1", port)
        with slow_clients(address, 200, mode):
            for path in ("/privacy/", "/health/live"):
                assert None not in [time_page(address, path) for _ in range(10)]


@pytest.mark.parametrize("start", [LARGE, LARGE.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")])
def test_clients_that_read_nothing_hold_no_thread(server: Server, start: bytes) -> None:
    with ExitStack() as stack:
        for _ in range(2 * THREADS):
            stack.enter_context(server.connect(ATTACKER)).sendall(start)
        assert server.get().endswith(b"\r\n\r\n0")


def test_a_large_response_arrives_whole_after_a_pause(server: Server) -> None:
    with server.connect() as connection:
        connection.sendall(LARGE)
        assert server.is_up()
        head, body = b"", b""
        while len(body) < 20_000_000:
            chunk = connection.recv(1_000_000)
            assert chunk
            head, body = (head, body + chunk) if head else chunk.split(b"\r\n\r\n", 1)
        assert body == b"x" * 20_000_000
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert read_response(connection)[1] == b"0"


def test_a_client_that_keeps_its_side_open_stops_nothing(server: Server) -> None:
    with server.connect(ATTACKER) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert read_to_end(connection).startswith(b"HTTP/1.1 200 OK")
        assert server.is_up()
        for _ in range(3):
            connection.sendall(b"the server still takes this, so it did not wait for the end")
            assert server.is_up()


@pytest.mark.parametrize(
    ("start", "message"),
    [
        (b"GET / HTTP/1.1\r\nHost: loc", b"This request did not arrive in time, so nothing was saved."),
        (b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nabc", b"did not arrive in time"),
        (b"", b""),
    ],
    ids=["head", "body", "nothing"],
)
def test_a_request_that_does_not_arrive_in_time_is_ended(short_times: Server, start: bytes, message: bytes) -> None:
    response = short_times.send(start)
    assert response.startswith(b"HTTP/1.1 408 " if message else b"")
    assert message in response
    assert bool(response) == bool(message)


def test_health_is_answered_while_every_thread_works() -> None:
    with run_server() as own_server, ExitStack() as stack:
        waiting = [stack.enter_context(own_server.connect(ATTACKER)) for _ in range(2 * THREADS)]
        for connection in waiting:
            connection.sendall(WAITING)
        assert b" 200 OK" in own_server.get("/health/live")
        with own_server.connect() as visitor:
            visitor.sendall(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert read_response(visitor)[1] == b"0"
        own_server.kill()


def test_an_address_has_so_many_unfinished_requests_and_the_oldest_end(server: Server) -> None:
    with ExitStack() as stack:
        attackers = [open_unfinished(server, stack, ATTACKER) for _ in range(11)]
        visitor = open_unfinished(server, stack, "127.0.0.9")
        assert b"Too many requests from this address are unfinished" in read_to_end(attackers[0])
        visitor.sendall(b"alhost\r\nConnection: close\r\n\r\n")
        assert read_to_end(visitor).startswith(b"HTTP/1.1 200 OK")


def test_many_addresses_together_end_each_others_requests_and_no_visitors(server: Server) -> None:
    with ExitStack() as stack:
        visitor = open_unfinished(server, stack, "127.0.0.9")
        attackers = [open_unfinished(server, stack, f"127.0.1.{number % 4}") for number in range(31)]
        assert b" 429 " in read_to_end(attackers[0])
        visitor.sendall(b"alhost\r\nConnection: close\r\n\r\n")
        assert read_to_end(visitor).startswith(b"HTTP/1.1 200 OK")


def test_a_trusted_proxy_is_not_limited_but_each_of_its_clients_is() -> None:
    with run_server(TRUSTED_PROXY_COUNT="1") as server, ExitStack() as stack:
        heads = [open_unfinished(server, stack, ATTACKER) for _ in range(15)]
        bodies = [open_body(server, stack, "203.0.113.1") for _ in range(11)]
        assert b" 429 " in read_to_end(bodies[0])
        for rest, connections in ((b"alhost\r\nConnection: close\r\n\r\n", heads), (b"bc", bodies[1:])):
            for connection in connections:
                connection.sendall(rest)
                assert read_to_end(connection).startswith(b"HTTP/1.1 200 OK")


def open_unfinished(server: Server, stack: ExitStack, source: str) -> socket.socket:
    """Opens a connection and sends a part of a head."""
    connection = stack.enter_context(server.connect(source))
    connection.sendall(b"GET / HTTP/1.1\r\nHost: loc")
    return connection


def open_body(server: Server, stack: ExitStack, client: str) -> socket.socket:
    """Opens a connection as a proxy does for a client, and sends a head and a part of a body."""
    connection = stack.enter_context(server.connect(ATTACKER))
    forwarded = f"X-Forwarded-For: 1.2.3.4, {client}\r\nConnection: close\r\n"
    connection.sendall(f"POST / HTTP/1.1\r\nHost: localhost\r\n{forwarded}Content-Length: 3\r\n\r\na".encode())
    return connection


def test_a_stop_signal_ends_everything_at_once_although_clients_are_slow() -> None:
    graceful_timeout = ("--graceful-timeout", str(int(2 * TIMEOUT_S)))
    with run_server("SmallSizesWorker", *graceful_timeout) as server, ExitStack() as stack:
        for _ in range(5):
            open_unfinished(server, stack, ATTACKER)
        ended = stack.enter_context(server.connect(ATTACKER))
        ended.sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert read_to_end(ended).startswith(b"HTTP/1.0 200 OK")
        server.process.terminate()
        wait_until(lambda: server.process.poll() is not None)
        assert server.process.returncode == 0
