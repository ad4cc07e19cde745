"""Plans the processes of this install by its settings."""

import sys
from collections.abc import Sequence
from socket import socket

from django.conf import settings

from tracekit_site.supervisor.plan import Plan, PlannedProcess


def plan_install(web_sockets: Sequence[socket], sandbox_sockets: Sequence[socket], ready_lines: Sequence[str]) -> Plan:
    """Returns the plan of a web process, a worker and, with sockets for it, a sandbox."""
    host, port = web_sockets[0].getsockname()[:2]
    processes = [
        PlannedProcess("web process", _gunicorn(_numbers(web_sockets)), _numbers(web_sockets)),
        PlannedProcess("worker", (sys.executable, str(settings.BASE_DIR / "manage.py"), "work")),
    ]
    if sandbox_sockets:
        numbers = _numbers(sandbox_sockets)
        processes.append(PlannedProcess("sandbox", _sandbox(numbers), numbers))
    return Plan(
        processes,
        folder=str(settings.BASE_DIR),
        environment={"SANDBOX": "true" if sandbox_sockets else "false", "DATA_DIR": str(settings.DATA_DIR)},
        health_address=(host, port),
        ready_lines=ready_lines,
    )


def _gunicorn(sockets: Sequence[int]) -> Sequence[str]:
    binds = [option for number in sockets for option in ("--bind", f"fd://{number}")]
    return (
        *(sys.executable, "-m", "gunicorn", "tracekit_site.wsgi"),
        *("--config", "python:tracekit_site.web_server.config"),
        *("--chdir", str(settings.BASE_DIR), "--workers", "1", "--threads", "4"),
        *("--graceful-timeout", "5", "--no-control-socket", "--log-level", "error"),
        *binds,
    )


def _sandbox(sockets: Sequence[int]) -> Sequence[str]:
    hosts = [name for name in settings.ALLOWED_HOSTS if name != "*"]
    return (
        *(sys.executable, "-m", "providers.sandbox", "--folder", str(settings.DATA_DIR / "sandbox")),
        *("--fd", *map(str, sockets)),
        *(("--callback-host", *hosts) if hosts else ()),
    )


def _numbers(sockets: Sequence[socket]) -> list[int]:
    return [listener.fileno() for listener in sockets]
