"""Runs web processes and fleet workers on the test database, with a Redis of the test's own."""

import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import requests
from django.conf import settings

from tests import worker_process
from tests.ports import free_port
from tests.waiting import TIMEOUT_S, wait_until

WEB = ("-m", "gunicorn", "tracekit_site.wsgi", "--workers", "2", "--threads", "4", "--no-control-socket")
CELERY = ("-m", "celery", "--quiet", "-A", "tracekit_site")
WORKER = (*CELERY, "worker", "--pool", "solo", "--without-gossip", "--without-mingle", "--loglevel", "WARNING")


@contextmanager
def running_process(*arguments: str, **environment: str) -> "Iterator[subprocess.Popen[bytes]]":
    """Runs a Python process of the project, and ends it with the block."""
    environment = worker_process.process_environment() | environment
    process = subprocess.Popen([sys.executable, *arguments], env=environment, cwd=settings.BASE_DIR)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def running_web(**environment: str) -> Iterator[str]:
    """Runs two web processes behind one address, and yields the address."""
    port = free_port()
    worker_process.run_manage_command("collectstatic", "--no-input", "--verbosity", "0")
    address = f"http://localhost:{port}"
    with running_process(*WEB, "--bind", f"127.0.0.1:{port}", **environment):
        wait_until(lambda: _answers(address))
        yield address


@contextmanager
def silent_server(port: int) -> Iterator[None]:
    """Accepts connections at the port and never answers."""
    sockets: list[socket.socket] = []

    def close_all() -> None:
        for accepted in sockets:
            accepted.close()

    with ExitStack() as stack, socket.create_server(("127.0.0.1", port), backlog=100) as listener:
        stack.callback(close_all)

        def accept() -> None:
            try:
                while True:
                    sockets.append(listener.accept()[0])
            except OSError:
                return

        threading.Thread(target=accept, daemon=True).start()
        yield
        listener.shutdown(socket.SHUT_RDWR)


@contextmanager
def redis_server(port: int, folder: Path, *options: str) -> "Iterator[subprocess.Popen[bytes]]":
    """Runs a Redis that writes nothing to disk, and ends it with the block."""
    path = shutil.which("redis-server")
    if path is None:
        pytest.skip("there is no redis-server on this machine")
    quiet = ("--save", "", "--appendonly", "no", "--dir", str(folder), "--logfile", str(folder / "redis.log"))
    server = subprocess.Popen([path, "--port", str(port), "--bind", "127.0.0.1", *quiet, *options])
    try:
        yield server
    finally:
        server.terminate()
        server.wait(TIMEOUT_S)


def _answers(address: str) -> bool:
    try:
        return requests.get(f"{address}/privacy/", timeout=TIMEOUT_S).ok
    except requests.RequestException:
        return False
