"""Runs a temporary PostgreSQL cluster on a free port and deletes it afterwards."""

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
    """A cluster is a PostgreSQL server with one database, whose owner is a role without any special right.

    A second role owns nothing.
    """

    folder: Path
    programs: Path
    port: int

    @property
    def url(self) -> str:
        """Returns the address of the database, for DATABASE_URL."""
        return f"postgres://{NAME}@127.0.0.1:{self.port}/{NAME}"

    @property
    def application_url(self) -> str:
        """Returns the address of the database for a role that owns nothing."""
        return f"postgres://{NAME}_app@127.0.0.1:{self.port}/{NAME}"

    def start(self) -> None:
        """Creates the cluster, starts it, and creates role and database."""
        self._run("initdb", "-D", "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale")
        with (self.folder / "data/postgresql.conf").open("a") as settings:
            settings.write(f"port = {self.port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\n")
        self._run("pg_ctl", "-D", "data", "-l", "log", "-w", "start")
        with psycopg.connect(f"postgres://postgres@127.0.0.1:{self.port}/postgres", autocommit=True) as admin:
            admin.execute(f"CREATE ROLE {NAME} LOGIN NOSUPERUSER")
            admin.execute(f"CREATE ROLE {NAME}_app LOGIN NOSUPERUSER")
            admin.execute(f"CREATE DATABASE {NAME} OWNER {NAME}")

    def restart(self, mode: Literal["fast", "immediate"]) -> None:
        """Restarts the server and so cuts every connection; `immediate` is a crash, and the log is replayed."""
        self._run("pg_ctl", "-D", "data", "-l", "log", "-w", "-m", mode, "restart")

    def stop(self) -> None:
        """Stops the server, if it ever started."""
        if (self.folder / "data/postmaster.pid").exists():
            self._run("pg_ctl", "-D", "data", "-w", "-m", "immediate", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        """Runs a program as a user that is not root, as PostgreSQL demands. Raises CalledProcessError."""
        as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        command = [*as_postgres, str(self.programs / program), *arguments]
        subprocess.run(command, cwd=self.folder, check=True, stdout=subprocess.DEVNULL, start_new_session=True)


@contextmanager
def temporary_cluster() -> Iterator[Cluster]:
    """Yields a running cluster; its folder is deleted with it."""
    with tempfile.TemporaryDirectory(prefix="tracekit-cluster-") as folder:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        cluster = Cluster(Path(folder), programs_folder(), free_port())
        try:
            cluster.start()
            yield cluster
        finally:
            cluster.stop()


def programs_folder() -> Path:
    """Returns the folder of the newest PostgreSQL's programs. Raises SystemExit when this machine has none."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    if not (installed or on_path):
        raise SystemExit("There is no PostgreSQL server on this machine (initdb was not found).")
    return installed[-1].parent if installed else Path(str(on_path)).parent
