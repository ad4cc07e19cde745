"""A whole fleet, started by the Procfile's own lines: PostgreSQL, Redis, a web process, two workers and a beat."""

import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import redis
import requests
from django.conf import settings

from tests import postgres
from tests.celery_fleet import REDIS_URL
from tests.commands.running_install import RunningInstall, install_environment
from tests.ports import free_port
from tests.waiting import TIMEOUT_S, wait_until

PROCESSES = ("web", "worker", "worker", "beat")


def procfile_lines() -> dict[str, str]:
    """The lines of the Procfile by their names."""
    lines = (settings.BASE_DIR / "Procfile").read_text().splitlines()
    return dict(line.split(": ", 1) for line in lines)


@contextmanager
def run_fleet(data: Path, **more: str) -> Iterator[RunningInstall]:
    """A fleet that answers, on a database and under a Redis prefix of its own; both are gone after the block."""
    port, prefix = free_port(), f"tracekit-tests-{uuid.uuid4().hex}:"
    with temporary_database() as database, temporary_redis_keys(prefix):
        fleet = {"DATABASE_URL": database, "REDIS_URL": REDIS_URL, "REDIS_PREFIX": prefix, "HOST": "127.0.0.1"}
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        env = install_environment(data, port, **fleet, PATH=path, **more)
        said = _run(procfile_lines()["release"], env)
        started = [_start(procfile_lines()[name], env) for name in PROCESSES]
        running = RunningInstall(started[0], f"http://localhost:{port}", data, said, dump=lambda: _dump(database))
        try:
            wait_until(lambda: _ready(running.address))
            yield running
        finally:
            _stop(started)


@contextmanager
def temporary_database() -> Iterator[str]:
    """The address of an empty PostgreSQL database that nobody else uses. Skips where no server answers."""
    server = postgres.server_address()
    if server is None:
        reason = "no PostgreSQL answers on localhost:5432: the fleet's journey was not run"
        pytest.fail(reason) if os.environ.get("REQUIRE_EVERYTHING") else pytest.skip(reason)
    name = f"tracekit_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{server.rpartition('/')[0]}/{name}"
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def temporary_redis_keys(prefix: str) -> Iterator[None]:
    """Removes every key under the prefix after the block."""
    with redis.Redis.from_url(REDIS_URL) as client:
        yield
        for key in client.scan_iter(f"{prefix}*"):
            client.delete(key)


def _run(line: str, env: dict[str, str]) -> list[str]:
    done = subprocess.run(["sh", "-c", line], env=env, cwd=settings.BASE_DIR, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def _start(line: str, env: dict[str, str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(["sh", "-c", line], env=env, cwd=settings.BASE_DIR, text=True)


def _stop(started: "list[subprocess.Popen[str]]") -> None:
    for one in started:
        one.send_signal(signal.SIGTERM)
    assert [one.wait(TIMEOUT_S) for one in started] == [0] * len(started)


def _ready(address: str) -> bool:
    try:
        return requests.get(f"{address}/health/ready", timeout=TIMEOUT_S).ok
    except requests.RequestException:
        return False


def _dump(database: str) -> str:
    dumped = subprocess.run(["pg_dump", "--inserts", database], capture_output=True, text=True, check=True)
    return dumped.stdout
