"""Whether a process of this install fits it: looked at one by one, and nothing waits long."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from tracekit_site.services import install_checks
from tracekit_site.services.install import Fault

Look = Callable[[], str]


@dataclass(frozen=True, slots=True)
class Finding:
    """A line about one thing: how it is, or what is wrong and what to do."""

    line: str
    is_fault: bool = False


def examine(*, others: bool) -> Iterator[Finding]:
    """Everything that this process needs; `others`: what other processes do, too.

    After a fault of the database nothing else can be known.
    """
    database = _found("database", install_checks.database)
    yield database
    if not database.is_fault:
        yield from (_found(name, look) for name, look in _all(others).items())


def examine_worker_here() -> Finding:
    """Whether a worker of this machine hears its queue, for whoever supervises it."""
    return _found("worker", install_checks.worker_here)


def _all(others: bool) -> dict[str, Look]:
    keys = install_checks.keys_and_values if others else install_checks.keys
    asked: dict[str, Look] = {"keys": keys, "files": install_checks.files, "static files": install_checks.static_files}
    if settings.REDIS_URL:
        asked["Redis"] = install_checks.redis
    if connection.vendor != "sqlite":
        asked["clock"] = install_checks.clock
    if others:
        asked["workers"] = install_checks.workers
    return asked


def _found(name: str, look: Look) -> Finding:
    try:
        return Finding(f"{name}: {look()}")
    except Fault as fault:
        return Finding(str(fault), is_fault=True)
