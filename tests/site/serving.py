"""The web process of a hosted install, as the Procfile starts it."""

import atexit
import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from tests.ports import free_port
from tests.site.hosted import BY_HTTPS, environment, python
from tests.waiting import TIMEOUT_S, wait_until

CLIENT = "127.0.0.77"
"""Where the requests come from: an address of the loopback that nothing else has."""


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: str


@dataclass
class Web:
    """Where it answers, and where it writes what it says."""

    port: int
    log: Path

    def ask(self, method: str, path: str, body: str | None = None, **headers: str) -> Answer:
        """Asks as the proxy would for somebody who came by HTTPS. Names of headers are written with underscores."""
        named = BY_HTTPS | {name.replace("_", "-"): value for name, value in headers.items()}
        with closing(self._connection()) as connection:
            connection.request(method, path, body, named)
            answer = connection.getresponse()
            return Answer(answer.status, dict(answer.getheaders()), answer.read().decode())

    def send(self, raw: bytes) -> bytes:
        """Sends these very bytes; what comes back until the end."""
        with socket.create_connection(("127.0.0.1", self.port), 10, (CLIENT, 0)) as connection:
            connection.sendall(raw)
            return b"".join(iter(lambda: connection.recv(65536), b""))

    def is_up(self) -> bool:
        """Whether it answers."""
        try:
            return self.ask("GET", "/health/live").status == 200
        except OSError:
            return False

    def _connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_S, source_address=(CLIENT, 0))


@contextmanager
def serving(folder: Path, *options: str, app: str = "tracekit_site.wsgi", **more: str) -> Iterator[Web]:
    """A web process with the Procfile's options and these, for as long as the block lasts."""
    web = Web(free_port(), folder / "log")
    here = {"HOST": "127.0.0.1", "PORT": str(web.port), "WEB_CONCURRENCY": "1", "DATA_DIR": str(folder)}
    env = environment(**(here | more)) | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    (folder / "static").symlink_to(collected() / "static")
    command = " ".join((gunicorn().replace("tracekit_site.wsgi", app), *options))
    with web.log.open("w") as log:
        process = subprocess.Popen(["sh", "-c", command], env=env, cwd=settings.BASE_DIR, stdout=log, stderr=log)
        try:
            wait_until(lambda: web.is_up() or process.poll() is not None)
            assert process.poll() is None, web.log.read_text()
            yield web
        finally:
            process.terminate()
            process.wait(TIMEOUT_S)


@contextmanager
def silent_port() -> Iterator[int]:
    """A port that accepts and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=1000) as server:  # the kernel accepts, up to so many
        yield server.getsockname()[1]


@cache
def collected() -> Path:
    """A data folder with the collected static files in it, for every process of the test run."""
    folder = tempfile.mkdtemp(prefix="tracekit-static-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    ran = python("manage.py", "collectstatic", "--no-input", "-v0", env=environment(DATA_DIR=folder))
    assert ran.returncode == 0, ran.stderr
    return Path(folder)


def gunicorn() -> str:
    """The Procfile's command for the web process, without the doctor before it."""
    found = re.search(r"^web: .*(exec gunicorn .*)$", (settings.BASE_DIR / "Procfile").read_text(), re.MULTILINE)
    assert found
    return found[1]
