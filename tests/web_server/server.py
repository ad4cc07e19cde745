"""Starts the web server with the application of these tests, and speaks to it byte by byte."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from tests.ports import free_port
from tests.waiting import TIMEOUT_S, wait_until
from tests.worker_process import stop_process

ATTACKER, VISITOR = "127.0.0.2", "127.0.0.3"
THREADS = 2


@dataclass
class Server:
    """Represents a web server by its port and its process."""

    port: int
    process: "subprocess.Popen[Any]"

    def connect(self, source: str = VISITOR) -> socket.socket:
        """Opens a connection from an address of the loopback."""
        return socket.create_connection(("127.0.0.1", self.port), TIMEOUT_S, (source, 0))

    def send(self, data: bytes, source: str = VISITOR) -> bytes:
        """Sends exactly these bytes; returns everything that comes back until the server ends the connection."""
        with self.connect(source) as connection:
            connection.sendall(data)
            return read_to_end(connection)

    def get(self, path: str = "/") -> bytes:
        """Returns the whole response to a request that ends its connection."""
        return self.send(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())

    def kill(self) -> None:
        """Kills the server with its processes, whatever their threads wait for."""
        os.killpg(self.process.pid, signal.SIGKILL)

    def is_up(self) -> bool:
        """Returns whether it answers."""
        try:
            return b" 200 OK" in self.get()
        except OSError:
            return False


def read_to_end(connection: socket.socket) -> bytes:
    """Returns everything that comes until the server ends the connection, also when it resets it."""
    data = b""
    try:
        while chunk := connection.recv(65_536):
            data += chunk
    except ConnectionError:
        return data
    return data


def read_response(connection: socket.socket) -> tuple[bytes, bytes]:
    """Returns head and body of one response that has a length; the connection stays open."""
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        byte = connection.recv(1)
        assert byte, head
        head += byte
    size = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.startswith(b"Content-Length"))
    return head, b"".join(connection.recv(1) for _ in range(size))


@contextmanager
def run_server(worker: str = "SmallSizesWorker", *options: str, **variables: str) -> Iterator[Server]:
    """Yields a web server with this worker, options of gunicorn and environment variables."""
    port = free_port()
    command = (
        *(sys.executable, "-m", "gunicorn", "tests.web_server.application"),
        *("--config", "python:tracekit_site.web_server.config", "--bind", f"127.0.0.1:{port}"),
        *("--worker-class", f"tests.web_server.small_limits.{worker}", "--threads", str(THREADS)),
        *("--no-control-socket", "--log-level", "error", *options),
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tracekit_site.settings"} | variables
    process = subprocess.Popen(command, cwd=Path(settings.BASE_DIR), env=environment, start_new_session=True)
    server = Server(port, process)
    try:
        wait_until(lambda: server.is_up() or process.poll() is not None)
        assert process.poll() is None
        yield server
    finally:
        stop_process(process)
