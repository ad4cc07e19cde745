"""A real worker process on the test database."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection

PATIENCE_S = 600.0
"""How long a test waits for what must happen. It only ends a test that hangs: a busy machine takes its time."""


def environment() -> dict[str, str]:
    """What a process of tracekit needs to share this test's database and data folder."""
    names = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{names['NAME']}"
    else:
        url = f"postgres://{names['USER']}@{names['HOST'] or 'localhost'}:{names['PORT'] or 5432}/{names['NAME']}"
    kept = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    redis = {"REDIS_URL": settings.REDIS_URL, "REDIS_PREFIX": settings.REDIS_PREFIX}
    return (
        kept
        | redis
        | {"DATABASE_URL": url, "DATA_DIR": str(settings.DATA_DIR), "LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING")}
    )


def start() -> "subprocess.Popen[bytes]":
    """A worker of the engine in use on the test database: Celery's where there is a Redis, else the plain loop."""
    loop = (settings.BASE_DIR / "manage.py", "work")
    celery = ("-m", "celery", "--quiet", "-A", "tracekit_site", "worker", "--pool", "solo")
    quiet = ("--without-gossip", "--without-mingle", "--loglevel", "WARNING")
    command = (*celery, *quiet) if settings.REDIS_URL else loop
    return subprocess.Popen([sys.executable, *command], env=environment(), cwd=settings.BASE_DIR)


def manage(*arguments: str) -> None:
    """A command of `manage.py` on the test database, to its end."""
    subprocess.run([sys.executable, settings.BASE_DIR / "manage.py", *arguments], env=environment(), check=True)


def end(process: "subprocess.Popen[Any]", number: int = signal.SIGTERM) -> None:
    """Asks a process to end, waits for it, and kills it when it does not end."""
    if process.poll() is None:
        process.send_signal(number)
    try:
        process.wait(PATIENCE_S)
    finally:
        process.kill()
        process.wait()


@contextmanager
def working() -> Iterator["subprocess.Popen[bytes]"]:
    """A worker for as long as the block lasts."""
    worker = start()
    try:
        yield worker
    finally:
        end(worker)


def wait_for(condition: Callable[[], bool]) -> None:
    """Waits until the condition holds. Raises AssertionError when it still does not after `PATIENCE_S`."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, f"the condition did not come true within {PATIENCE_S:.0f} seconds"
        time.sleep(0.01)
