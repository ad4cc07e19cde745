"""Runs real worker processes on the test database."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection

from tests.waiting import TIMEOUT_S


def process_environment() -> dict[str, str]:
    """Returns the environment that lets a process of tracekit share this test's database and data folder."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{database['NAME']}"
    else:
        server = f"{database['USER']}@{database['HOST'] or 'localhost'}:{database['PORT'] or 5432}"
        url = f"postgres://{server}/{database['NAME']}"
    inherited = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return inherited | {
        "REDIS_URL": settings.REDIS_URL,
        "REDIS_PREFIX": settings.REDIS_PREFIX,
        "DATABASE_URL": url,
        "DATA_DIR": str(settings.DATA_DIR),
        "LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING"),
    }


def start_worker() -> "subprocess.Popen[bytes]":
    """Starts a worker of the engine in use on the test database: Celery's where there is a Redis, else the loop."""
    loop = (settings.BASE_DIR / "manage.py", "work")
    celery = ("-m", "celery", "--quiet", "-A", "tracekit_site", "worker", "--pool", "solo")
    quiet = ("--without-gossip", "--without-mingle", "--loglevel", "WARNING")
    command = (*celery, *quiet) if settings.REDIS_URL else loop
    return subprocess.Popen([sys.executable, *command], env=process_environment(), cwd=settings.BASE_DIR)


def run_manage_command(*arguments: str) -> None:
    """Runs a command of `manage.py` on the test database to its end."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]
    subprocess.run(command, env=process_environment(), check=True)


def stop_process(process: "subprocess.Popen[Any]", number: int = signal.SIGTERM) -> None:
    """Signals a process to end, waits for it, and kills it when it does not end."""
    if process.poll() is None:
        process.send_signal(number)
    try:
        process.wait(TIMEOUT_S)
    finally:
        process.kill()
        process.wait()


@contextmanager
def running_worker() -> Iterator["subprocess.Popen[bytes]"]:
    """Runs a worker for as long as the block lasts."""
    worker = start_worker()
    try:
        yield worker
    finally:
        stop_process(worker)
