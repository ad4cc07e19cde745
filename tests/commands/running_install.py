"""Runs a whole install, started as `bin/up` starts it, on a port and with a data folder of its own."""

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from tests.ports import free_port
from tests.waiting import TIMEOUT_S, wait_until
from tests.worker_process import stop_process

NOT_INHERITED = ("DATABASE_URL", "REDIS_URL", "REDIS_PREFIX", "DJANGO_SETTINGS_MODULE", "SECRET_KEY", "CREDENTIAL_KEYS")


@dataclass
class RunningInstall:
    """Represents a running install: its parent process, its address, its data folder and what it has printed."""

    process: "subprocess.Popen[str]"
    address: str
    data: Path
    output: list[str] = field(default_factory=list)
    dump: Callable[[], str] = lambda: ""

    def read_output(self) -> None:
        """Collects the output until it ends, so that the pipe never fills."""
        assert self.process.stdout
        for line in self.process.stdout:
            self.output.append(line.rstrip())

    @property
    def link(self) -> str:
        """Returns the one-time link that it printed."""
        return next(line.split()[-1] for line in self.output if "/start/" in line)

    @property
    def sandbox_address(self) -> str:
        """Returns the address of its sandbox, which uses the next port."""
        host, _, port = self.address.rpartition(":")
        return f"{host}:{int(port) + 1}"

    def descendants(self) -> set[int]:
        """Returns the process ids of all processes below the parent, parsers and gunicorn's workers included."""
        descendants, parents = set(), [self.process.pid]
        while parents:
            children = _pgrep("-P", str(parents.pop()))
            parents += children
            descendants |= set(children)
        return descendants

    def worker_pid(self) -> int | None:
        """Returns the worker's process id, or None while there is none."""
        return next(iter(_pgrep("-P", str(self.process.pid), "-f", "manage.py work")), None)

    def get_status(self, path: str) -> int:
        """Returns the status of a page."""
        with urllib.request.urlopen(self.address + path, timeout=TIMEOUT_S) as response:
            return int(response.status)


def _pgrep(*options: str) -> list[int]:
    return list(map(int, subprocess.run(["pgrep", *options], capture_output=True, text=True).stdout.split()))


def install_environment(data: Path, port: int, **variables: str) -> dict[str, str]:
    """Returns the environment of an install with this data folder, port and other variables."""
    inherited = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    return inherited | {"DATA_DIR": str(data), "PORT": str(port), "PYTHONUNBUFFERED": "1"} | variables


@contextmanager
def start_install(
    data: Path, port: int, *, prefix_command: Sequence[str] = (), **variables: str
) -> "Iterator[subprocess.Popen[str]]":
    """Starts `manage.py up` as `bin/up` does; after the block a signal to the parent alone stops it."""
    command = [*prefix_command, sys.executable, str(settings.BASE_DIR / "manage.py"), "up"]
    environment = install_environment(data, port, **variables)
    with subprocess.Popen(
        command, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        try:
            yield process
        finally:
            stop_process(process, signal.SIGINT)


@contextmanager
def run_install(data: Path, *, prefix_command: Sequence[str] = (), **variables: str) -> Iterator[RunningInstall]:
    """Yields an install that serves pages; afterwards a signal to the parent alone stops it."""
    port = free_port()
    with start_install(data, port, prefix_command=prefix_command, **variables) as process:
        address, database = f"http://localhost:{port}", data / "tracekit.sqlite3"
        install = RunningInstall(process, address, data, dump=lambda: _dump_database(database))
        reader = threading.Thread(target=install.read_output)
        reader.start()
        try:
            wait_until(lambda: any("Ctrl-C" in line for line in install.output) or process.poll() is not None)
            assert process.poll() is None, install.output
            yield install
        finally:
            stop_process(process, signal.SIGINT)
            reader.join()


def _dump_database(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return "\n".join(connection.iterdump())
