"""Represents a machine of an install, as far as processes can tell: its environment, and the commands run on it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, NamedTuple

import psycopg
from django.conf import settings

from bench.fleet.temporary_cluster import Cluster
from tests.waiting import TIMEOUT_S

INHERITED_VARIABLES = ("HOME", "LANG", "COVERAGE_PROCESS_CONFIG", "COVERAGE_PROCESS_START")
PROGRAMS = Path(sys.executable).parent


class CommandResult(NamedTuple):
    """Holds the exit status of a command and what it printed."""

    status: int
    out: str
    err: str


@dataclass(frozen=True)
class Machine:
    """Represents a machine whose processes get the environment variables given here, and none of this process."""

    data: Path
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """Returns the environment of its processes."""
        inherited = {name: os.environ[name] for name in INHERITED_VARIABLES if name in os.environ}
        path = f"{PROGRAMS}:/usr/local/bin:/usr/bin:/bin"
        return inherited | {"LOG_LEVEL": "WARNING"} | self.variables | {"PATH": path, "DATA_DIR": str(self.data)}

    def with_variables(self, **changes: str) -> "Machine":
        """Returns the same machine with some variables changed."""
        return Machine(self.data, self.variables | changes)

    def with_data(self, data: Path) -> "Machine":
        """Returns the same machine with another data folder."""
        return Machine(data, self.variables)

    def with_data_copied_to(self, data: Path) -> "Machine":
        """Copies its data folder; returns the same machine with the copy."""
        shutil.copytree(self.data, data, symlinks=True)
        return self.with_data(data)

    @contextmanager
    def running(self, *command: str, stderr: IO[str] | int = subprocess.PIPE) -> "Iterator[subprocess.Popen[str]]":
        """Runs a command of the checkout as long as the block lasts, then kills it."""
        pipe = subprocess.PIPE
        with subprocess.Popen(
            command, env=self.environment, cwd=settings.BASE_DIR, stdout=pipe, stderr=stderr, text=True
        ) as process:
            try:
                yield process
            finally:
                process.kill()

    def run(self, *command: str) -> CommandResult:
        """Runs a command to its end."""
        with self.running(*command) as process:
            return wait_for_result(process)

    def release(self, *options: str) -> CommandResult:
        """Runs `manage.py release`."""
        return self.run("python", "manage.py", "release", *options)

    def doctor(self, *options: str) -> CommandResult:
        """Runs `python -m tracekit doctor`."""
        return self.run("python", "-m", "tracekit", "doctor", *options)

    def run_python(self, script: str) -> CommandResult:
        """Runs a few lines of Python after Django is set up."""
        machine = self.with_variables(DJANGO_SETTINGS_MODULE="tracekit_site.settings")
        return machine.run("python", "-c", f"import django; django.setup()\n{script}")

    def read_key(self, file: str) -> str:
        """Returns a key from its data folder."""
        return (self.data / file).read_text()


def wait_for_result(process: "subprocess.Popen[str]") -> CommandResult:
    """Waits until a process has ended; returns its result."""
    out, err = process.communicate(timeout=TIMEOUT_S)
    return CommandResult(process.returncode, out, err)


def create_database(cluster: Cluster, template: str) -> str:
    """Replaces the cluster's database by a copy of another; returns its address."""
    with connect_as_superuser(cluster) as superuser:
        superuser.execute("DROP DATABASE IF EXISTS tracekit WITH (FORCE)")
        superuser.execute(f"CREATE DATABASE tracekit OWNER tracekit TEMPLATE {template}")
    return cluster.url


def connect_as_superuser(cluster: Cluster, name: str = "postgres") -> "psycopg.Connection[tuple[object, ...]]":
    """Returns a connection of the cluster's superuser, which commits each statement."""
    return psycopg.connect(f"postgres://postgres@127.0.0.1:{cluster.port}/{name}", autocommit=True)


def single_fault(machine: Machine, *options: str) -> str:
    """Returns the one sentence with which the machine's doctor ends."""
    result = machine.doctor(*(options or ("--quiet",)))
    assert result.status == 1
    assert result.err.count("\n") == 1, result.err
    return result.err
