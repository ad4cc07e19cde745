"""Runs a whole fleet by the lines of the Procfile: PostgreSQL, Redis, a web process, two workers and a beat."""

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

import psycopg
import redis
import requests
from django.conf import settings

from providers.sandbox.server import Sandbox
from tests import postgres
from tests.celery_fleet import REDIS_URL
from tests.commands.running_install import RunningInstall, install_environment
from tests.house.deployment_files import read_procfile
from tests.ports import free_port
from tests.required import skip_or_fail
from tests.waiting import TIMEOUT_S, wait_until

PROCESSES = ("web", "worker", "worker", "beat")


@contextmanager
def run_fleet(data: Path, *, prefix_command: Sequence[str] = (), **variables: str) -> Iterator[RunningInstall]:
    """Yields a fleet that is ready, with a database and a Redis prefix of its own; both are deleted afterwards.

    The words of `prefix_command` stand before the command of each process, and with `SANDBOX` a sandbox runs, too.
    """
    port, prefix = free_port(), f"tracekit-tests-{uuid.uuid4().hex}:"
    with temporary_database() as database, temporary_redis_keys(prefix):
        fleet = {"DATABASE_URL": database, "REDIS_URL": REDIS_URL, "REDIS_PREFIX": prefix, "HOST": "127.0.0.1"}
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        environment = install_environment(data, port, **fleet, PATH=path, **variables)
        output = _run_line(read_procfile()["release"], environment)
        with _running_sandbox(data, port + 1, variables), _running_processes(environment, prefix_command) as processes:
            address = f"http://localhost:{port}"
            wait_until(lambda: _is_ready(address))
            yield RunningInstall(processes[0], address, data, output, dump=lambda: _dump_database(database))


@contextmanager
def temporary_database() -> Iterator[str]:
    """Yields the address of an empty PostgreSQL database that only the block uses. Skips where no server answers."""
    server = postgres.server_address()
    if server is None:
        skip_or_fail(f"no PostgreSQL answers on localhost:{postgres.PORT}: the test was not run")
    name = f"tracekit_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{server.rpartition('/')[0]}/{name}"
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def temporary_redis_keys(prefix: str) -> Iterator[None]:
    """Deletes every key under the prefix after the block."""
    with redis.Redis.from_url(REDIS_URL) as client:
        try:
            yield
        finally:
            for key in client.scan_iter(f"{prefix}*"):
                client.delete(key)


def _run_line(line: str, environment: dict[str, str]) -> list[str]:
    result = subprocess.run(["sh", "-c", line], env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    return result.stdout.splitlines()


@contextmanager
def _running_sandbox(data: Path, port: int, variables: Mapping[str, str]) -> Iterator[None]:
    with Sandbox(data / "sandbox", port=port) if variables.get("SANDBOX") == "true" else nullcontext():
        yield


@contextmanager
def _running_processes(
    environment: dict[str, str], prefix_command: Sequence[str]
) -> "Iterator[list[subprocess.Popen[str]]]":
    """Runs the fleet's processes as long as the block lasts; each must stop with status 0 when it is told to."""
    processes: list[subprocess.Popen[str]] = []
    try:
        for name in PROCESSES:
            command = [*prefix_command, "sh", "-c", read_procfile()[name]]
            processes.append(subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR, text=True))
        yield processes
        for process in processes:
            process.terminate()
        assert [process.wait(TIMEOUT_S) for process in processes] == [0] * len(processes)
    finally:
        for process in processes:
            process.kill()
            process.wait()


def _is_ready(address: str) -> bool:
    try:
        return requests.get(f"{address}/health/ready", timeout=TIMEOUT_S).ok
    except requests.RequestException:
        return False


def _dump_database(database: str) -> str:
    command = ["pg_dump", "--inserts", "--enable-row-security", database]
    variables = os.environ | {"PGOPTIONS": "-c tracekit.visible_owner=all"}
    return subprocess.run(command, env=variables, capture_output=True, text=True, check=True).stdout
