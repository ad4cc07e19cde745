"""A web process and fleet workers on the test database, with a Redis of the test's own."""

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
from django.test import Client

from accounts.models import Account
from tests import worker
from tests.commands.running import free_port
from tests.worker import PATIENCE_S, wait_for

WEB = ("-m", "gunicorn", "tracekit_site.wsgi", "--workers", "2", "--threads", "4", "--no-control-socket")
CELERY = ("-m", "celery", "--quiet", "-A", "tracekit_site")
WORKER = (*CELERY, "worker", "--pool", "solo", "--without-gossip", "--without-mingle", "--loglevel", "WARNING")


@contextmanager
def running_process(*arguments: str, **environment: str) -> "Iterator[subprocess.Popen[bytes]]":
    """A Python process of the project, ended in order with the block."""
    one = subprocess.Popen([sys.executable, *arguments], env=worker.environment() | environment, cwd=settings.BASE_DIR)
    try:
        yield one
    finally:
        one.send_signal(signal.SIGTERM)
        try:
            one.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            one.kill()
            one.wait()


@contextmanager
def running_web(**environment: str) -> Iterator[str]:
    """Two web processes behind one address."""
    port = free_port()
    worker.manage("collectstatic", "--no-input", "--verbosity", "0")
    address = f"http://localhost:{port}"
    with running_process(*WEB, "--bind", f"127.0.0.1:{port}", **environment):
        wait_for(lambda: _answers(address))
        yield address


@contextmanager
def silent_server(port: int) -> Iterator[None]:
    """Something that accepts at the port and never answers."""
    held: list[socket.socket] = []
    with ExitStack() as stack, socket.create_server(("127.0.0.1", port), backlog=100) as listener:
        stack.callback(lambda: [one.close() for one in held])

        def accept() -> None:
            try:
                while True:
                    held.append(listener.accept()[0])
            except OSError:
                return

        threading.Thread(target=accept, daemon=True).start()
        yield
        listener.shutdown(socket.SHUT_RDWR)


@contextmanager
def redis_server(port: int, folder: Path, *options: str) -> "Iterator[subprocess.Popen[bytes]]":
    """A Redis that keeps nothing, ended with the block."""
    path = shutil.which("redis-server")
    if path is None:
        pytest.skip("there is no redis-server on this machine")
    quiet = ("--save", "", "--appendonly", "no", "--dir", str(folder), "--logfile", str(folder / "redis.log"))
    one = subprocess.Popen([path, "--port", str(port), "--bind", "127.0.0.1", *quiet, *options])
    try:
        yield one
    finally:
        one.terminate()
        one.wait(PATIENCE_S)


def signed_in_browser(account: Account, address: str) -> requests.Session:
    """A browser that is signed in as the account, and allowed to send forms."""
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    browser = requests.Session()
    browser.cookies.update({name: morsel.value for name, morsel in client.cookies.items()})
    browser.get(f"{address}/files/", timeout=PATIENCE_S).raise_for_status()
    browser.headers["X-CSRFToken"] = browser.cookies["csrftoken"]
    return browser


def anonymous_browser(address: str) -> requests.Session:
    """A browser of somebody who is about to sign in."""
    browser = requests.Session()
    browser.get(f"{address}/account/login/", timeout=PATIENCE_S)
    browser.headers["X-CSRFToken"] = browser.cookies["csrftoken"]
    return browser


def _answers(address: str) -> bool:
    try:
        return requests.get(f"{address}/privacy/", timeout=PATIENCE_S).ok
    except requests.RequestException:
        return False
