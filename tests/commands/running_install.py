"""A whole tracekit, started as `bin/up` starts it, on a port and with a data folder of its own."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from tests.waiting import TIMEOUT_S, wait_until

PRIVATE = ("DATABASE_URL", "REDIS_URL", "REDIS_PREFIX", "DJANGO_SETTINGS_MODULE", "SECRET_KEY", "CREDENTIAL_KEYS")


@dataclass
class RunningInstall:
    """The parent process, where it answers, and what it has said."""

    process: "subprocess.Popen[str]"
    address: str
    data: Path
    said: list[str] = field(default_factory=list)
    dump: Callable[[], str] = lambda: ""

    def listen(self) -> None:
        """Collects what it says, so that its pipe never fills."""
        assert self.process.stdout
        for line in self.process.stdout:
            self.said.append(line.rstrip())

    @property
    def link(self) -> str:
        """The one-time link that it printed."""
        return next(line.split()[-1] for line in self.said if "/start/" in line)

    def children(self) -> set[int]:
        """Every process below the parent, the readers' and gunicorn's too."""
        found, look = set(), [self.process.pid]
        while look:
            below = subprocess.run(["pgrep", "-P", str(look.pop())], capture_output=True, text=True).stdout.split()
            look += map(int, below)
            found |= set(map(int, below))
        return found

    def worker(self) -> int | None:
        """The worker's process id."""
        listed = subprocess.run(
            ["pgrep", "-P", str(self.process.pid), "-f", "manage.py work"], capture_output=True, text=True
        )
        return int(listed.stdout.split()[0]) if listed.stdout else None

    def get(self, path: str) -> int:
        """The status that a page answers with."""
        with urllib.request.urlopen(self.address + path, timeout=TIMEOUT_S) as answer:
            return int(answer.status)


def free_port() -> int:
    """A port that nothing listens on, nor on the one after it, which is the sandbox's."""
    while True:
        with socket.socket() as one, socket.socket() as following:
            one.bind(("127.0.0.1", 0))
            port = int(one.getsockname()[1])
            try:
                following.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


def install_environment(data: Path, port: int, **more: str) -> dict[str, str]:
    """The environment of a tracekit with these."""
    kept = {name: value for name, value in os.environ.items() if name not in PRIVATE}
    return kept | {"DATA_DIR": str(data), "PORT": str(port), "PYTHONUNBUFFERED": "1"} | more


def start_install(data: Path, port: int, **more: str) -> "subprocess.Popen[str]":
    """`manage.py up`, as bin/up starts it."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "up"]
    return subprocess.Popen(
        command,
        env=install_environment(data, port, **more),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


@contextmanager
def run_install(data: Path, **more: str) -> Iterator[RunningInstall]:
    """A tracekit that answers; stopped at the end of the block by a signal to the parent alone."""
    port = free_port()
    started = start_install(data, port, **more)
    up = RunningInstall(started, f"http://localhost:{port}", data, dump=lambda: _dump(data / "tracekit.sqlite3"))
    listener = threading.Thread(target=up.listen)
    listener.start()
    try:
        wait_until(lambda: any("Ctrl-C" in line for line in up.said) or up.process.poll() is not None)
        assert up.process.poll() is None, up.said
        yield up
    finally:
        if up.process.poll() is None:
            up.process.send_signal(signal.SIGINT)
        up.process.wait(TIMEOUT_S)
        listener.join()
        assert up.process.stdout
        up.process.stdout.close()


def _dump(database: Path) -> str:
    with closing(sqlite3.connect(database)) as connection:
        return "\n".join(connection.iterdump())
