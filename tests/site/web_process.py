"""Runs the web process of a hosted install as the Procfile starts it."""

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
from tests.site.hosted_install import HTTPS_HEADERS, hosted_environment, run_python
from tests.waiting import TIMEOUT_S, wait_until

CLIENT_ADDRESS = "127.0.0.77"
"""Requests come from this address of the loopback, which nothing else uses."""


@dataclass
class WebResponse:
    """Holds status, headers and body of a response."""

    status: int
    headers: dict[str, str]
    body: str


@dataclass
class WebProcess:
    """Represents a web process by its port and its log file."""

    port: int
    log: Path

    def request(self, method: str, path: str, body: str | None = None, **headers: str) -> WebResponse:
        """Sends a request as the proxy does for HTTPS. Header names are written with underscores."""
        all_headers = HTTPS_HEADERS | {name.replace("_", "-"): value for name, value in headers.items()}
        with closing(self._connect()) as connection:
            connection.request(method, path, body, all_headers)
            response = connection.getresponse()
            return WebResponse(response.status, dict(response.getheaders()), response.read().decode())

    def send_bytes(self, data: bytes) -> bytes:
        """Sends exactly these bytes; returns everything that comes back."""
        with socket.create_connection(("127.0.0.1", self.port), TIMEOUT_S, (CLIENT_ADDRESS, 0)) as connection:
            connection.sendall(data)
            return b"".join(iter(lambda: connection.recv(65536), b""))

    def is_up(self) -> bool:
        """Returns whether the process answers."""
        try:
            return self.request("GET", "/health/live").status == 200
        except OSError:
            return False

    def _connect(self) -> http.client.HTTPConnection:
        source = (CLIENT_ADDRESS, 0)
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_S, source_address=source)


@contextmanager
def run_web_process(
    folder: Path, *options: str, app: str = "tracekit_site.wsgi", **variables: str
) -> Iterator[WebProcess]:
    """Yields a web process with the Procfile's options and these, which runs as long as the block."""
    web = WebProcess(free_port(), folder / "log")
    defaults = {"HOST": "127.0.0.1", "PORT": str(web.port), "WEB_CONCURRENCY": "1", "DATA_DIR": str(folder)}
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = hosted_environment(**(defaults | variables)) | {"PATH": path}
    (folder / "static").symlink_to(collect_static_files() / "static")
    command = " ".join((gunicorn_command().replace("tracekit_site.wsgi", app), *options))
    with web.log.open("w") as log:
        process = subprocess.Popen(
            ["sh", "-c", command], env=environment, cwd=settings.BASE_DIR, stdout=log, stderr=log
        )
        try:
            wait_until(lambda: web.is_up() or process.poll() is not None)
            assert process.poll() is None, web.log.read_text()
            yield web
        finally:
            process.terminate()
            process.wait(TIMEOUT_S)


@cache
def collect_static_files() -> Path:
    """Returns a data folder with the collected static files, for every process of the test run."""
    folder = tempfile.mkdtemp(prefix="tracekit-static-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    result = run_python("manage.py", "collectstatic", "--no-input", "-v0", env=hosted_environment(DATA_DIR=folder))
    assert result.returncode == 0, result.stderr
    return Path(folder)


def gunicorn_command() -> str:
    """Returns the Procfile's command for the web process, without the doctor before it."""
    match = re.search(r"^web: .*(exec gunicorn .*)$", (settings.BASE_DIR / "Procfile").read_text(), re.MULTILINE)
    assert match
    return match[1]
