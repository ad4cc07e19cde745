"""A PostgreSQL cluster of a run's own, on a free port, gone afterwards."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import psycopg

from bench.fleet.ports import free_port

NAME = "tracekit"


@dataclass(frozen=True, slots=True)
class Cluster:
    """Its folder, its programs, and the address of a database owned by a role that is nobody special."""

    folder: Path
    programs: Path
    port: int

    @property
    def url(self) -> str:
        """For DATABASE_URL."""
        return f"postgres://{NAME}@127.0.0.1:{self.port}/{NAME}"

    def begin(self) -> None:
        """Makes it, starts it, makes role and database."""
        self._run("initdb", "-D", "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale")
        with (self.folder / "data/postgresql.conf").open("a") as settings:
            settings.write(f"port = {self.port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\n")
        self._run("pg_ctl", "-D", "data", "-l", "log", "-w", "start")
        with psycopg.connect(f"postgres://postgres@127.0.0.1:{self.port}/postgres", autocommit=True) as admin:
            admin.execute(f"CREATE ROLE {NAME} LOGIN NOSUPERUSER")
            admin.execute(f"CREATE DATABASE {NAME} OWNER {NAME}")

    def restart(self, mode: Literal["fast", "immediate"]) -> None:
        """Every connection is cut; `immediate` is a crash, and the log is replayed."""
        self._run("pg_ctl", "-D", "data", "-l", "log", "-w", "-m", mode, "restart")

    def end(self) -> None:
        """Stops it, if it ever started."""
        if (self.folder / "data/postmaster.pid").exists():
            self._run("pg_ctl", "-D", "data", "-w", "-m", "immediate", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        """PostgreSQL refuses to be root, which a container often is. Raises CalledProcessError."""
        as_nobody_special = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        command = [*as_nobody_special, str(self.programs / program), *arguments]
        subprocess.run(command, cwd=self.folder, check=True, stdout=subprocess.DEVNULL, start_new_session=True)


@contextmanager
def temporary_cluster() -> Iterator[Cluster]:
    """A running cluster; its folder goes with it."""
    with tempfile.TemporaryDirectory(prefix="tracekit-cluster-") as folder:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        cluster = Cluster(Path(folder), programs_folder(), free_port())
        try:
            cluster.begin()
            yield cluster
        finally:
            cluster.end()


def programs_folder() -> Path:
    """Where the newest PostgreSQL of this machine has its programs. Raises SystemExit when there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    if not (found or on_path):
        raise SystemExit("There is no PostgreSQL server on this machine (initdb was not found).")
    return found[-1].parent if found else Path(str(on_path)).parent
