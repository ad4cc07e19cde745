"""A machine of an install, as far as processes can tell: its environment, and what is run on it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import psycopg
from django.conf import settings

from bench.fleet.temporary_cluster import Cluster
from tests.waiting import TIMEOUT_S

INHERITED_VARIABLES = ("HOME", "LANG", "COVERAGE_PROCESS_CONFIG", "COVERAGE_PROCESS_START")
PROGRAMS = Path(sys.executable).parent


class CommandResult(NamedTuple):
    """How a command ended, and what it said."""

    status: int
    out: str
    err: str


@dataclass(frozen=True)
class Machine:
    """Nothing of this process's settings is known on it, but what it is given."""

    data: Path
    given: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """Of each of its processes."""
        kept = {name: os.environ[name] for name in INHERITED_VARIABLES if name in os.environ}
        path = f"{PROGRAMS}:/usr/local/bin:/usr/bin:/bin"
        return kept | {"LOG_LEVEL": "WARNING"} | self.given | {"PATH": path, "DATA_DIR": str(self.data)}

    def but(self, **given: str) -> "Machine":
        """The same, with other settings."""
        return Machine(self.data, self.given | given)

    def elsewhere(self, data: Path) -> "Machine":
        """The same, with another data folder."""
        return Machine(data, self.given)

    def start(self, *command: str) -> "subprocess.Popen[str]":
        """A command of the checkout."""
        pipe = subprocess.PIPE
        return subprocess.Popen(
            command, env=self.environment, cwd=settings.BASE_DIR, stdout=pipe, stderr=pipe, text=True
        )

    @contextmanager
    def started(self, *command: str) -> "Iterator[subprocess.Popen[str]]":
        """A command that runs while the block does, and is killed with it."""
        with self.start(*command) as process:
            try:
                yield process
            finally:
                process.kill()

    def run(self, *command: str) -> CommandResult:
        """A command, to its end."""
        return wait_for_result(self.start(*command))

    def release(self, *options: str) -> CommandResult:
        """`manage.py release`."""
        return self.run("python", "manage.py", "release", *options)

    def doctor(self, *options: str) -> CommandResult:
        """`python -m tracekit doctor`."""
        return self.run("python", "-m", "tracekit", "doctor", *options)

    def copied(self, data: Path) -> "Machine":
        """The same, with a copy of its data folder."""
        shutil.copytree(self.data, data, symlinks=True)
        return self.elsewhere(data)

    def python(self, script: str) -> CommandResult:
        """A few lines of Python with Django set up."""
        there = self.but(DJANGO_SETTINGS_MODULE="tracekit_site.settings")
        return there.run("python", "-c", f"import django; django.setup()\n{script}")

    def key(self, file: str) -> str:
        """A key that is kept in its data folder."""
        return (self.data / file).read_text()


def wait_for_result(process: "subprocess.Popen[str]") -> CommandResult:
    """What a process came to."""
    out, err = process.communicate(timeout=TIMEOUT_S)
    return CommandResult(process.returncode, out, err)


def create_database(cluster: Cluster, template: str) -> str:
    """The address of a new copy of that database."""
    with connect_as_superuser(cluster) as superuser:
        superuser.execute("DROP DATABASE IF EXISTS tracekit WITH (FORCE)")
        superuser.execute(f"CREATE DATABASE tracekit OWNER tracekit TEMPLATE {template}")
    return cluster.url


def connect_as_superuser(cluster: Cluster, name: str = "postgres") -> "psycopg.Connection[tuple[object, ...]]":
    """A connection of the cluster's superuser, which commits each statement."""
    return psycopg.connect(f"postgres://postgres@127.0.0.1:{cluster.port}/{name}", autocommit=True)


def single_fault(machine: Machine, *options: str) -> str:
    """The one sentence that its doctor ends with."""
    said = machine.doctor(*(options or ("--quiet",)))
    assert said.status == 1
    assert said.err.count("\n") == 1, said.err
    return said.err
