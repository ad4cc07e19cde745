"""Runs processes, restarts those that die, and ends them with their parent."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType, TracebackType
from typing import Self

from django.conf import settings

POLL_INTERVAL_S = 0.1
GRACE_PERIOD_S = 8.0
MIN_LIFETIME_S = 1.0
MANAGE = (sys.executable, str(settings.BASE_DIR / "manage.py"))
LIVE = "/health/live"
"""This address answers under any host name, whatever ALLOWED_HOSTS lists."""
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass
class ManagedProcess:
    """Represents one process that should run."""

    name: str
    command: Sequence[str]
    sockets: Sequence[int] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None
    started_at: float = field(default=0.0)

    def start(self) -> None:
        """Starts it in its own session: Ctrl-C in a terminal reaches only the parent, which ends it in order."""
        self.started_at = time.monotonic()
        environment = {name: value for name, value in os.environ.items() if value} | dict(self.environment)
        self.process = subprocess.Popen(  # noqa: S603
            self.command, pass_fds=self.sockets, start_new_session=True, env=environment, cwd=settings.BASE_DIR
        )

    def exit_status(self) -> int | None:
        """Returns its exit status, or None while it runs."""
        return self.process.poll() if self.process else None

    def send_signal(self, number: int) -> None:
        """Sends a signal if it still runs."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)

    def wait_or_kill(self, deadline: float) -> None:
        """Waits for its end until the deadline, then kills its whole session."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Supervisor:
    """Starts the web process, the worker and the sandbox, restarts those that die, and ends all on a stop signal.

    Without sockets for it there is no sandbox.
    """

    def __init__(
        self,
        web_sockets: Sequence[socket.socket],
        sandbox_sockets: Sequence[socket.socket],
        print_line: Callable[[str], object],
    ) -> None:
        self.web_sockets = web_sockets
        self.sandbox_sockets = sandbox_sockets
        self.print_line = print_line
        self.is_stopping = False
        environment = {"SANDBOX": "true" if sandbox_sockets else "false", "DATA_DIR": str(settings.DATA_DIR)}
        self.processes = [
            ManagedProcess("web process", _gunicorn(web_sockets), _numbers(web_sockets), environment),
            ManagedProcess("worker", (*MANAGE, "work"), (), environment),
        ]
        if sandbox_sockets:
            command = _sandbox(sandbox_sockets)
            self.processes.append(ManagedProcess("sandbox", command, _numbers(sandbox_sockets), environment))

    def __enter__(self) -> Self:
        for number in STOP_SIGNALS:
            signal.signal(number, self._stop)
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + GRACE_PERIOD_S
        for process in self.processes:
            process.wait_or_kill(deadline)
        for listener in (*self.web_sockets, *self.sandbox_sockets):
            listener.close()

    def start(self) -> None:
        """Starts every process, unless a stop signal came first."""
        if not self.is_stopping:
            for process in self.processes:
                process.start()

    def wait_until_ready(self) -> bool:
        """Waits until the web process answers; returns False when a stop signal comes first."""
        while not self.is_stopping:
            self._restart_dead_processes()
            try:
                address, port = self.web_sockets[0].getsockname()[:2]
                connection = http.client.HTTPConnection(address, port, timeout=1)
                connection.request("GET", LIVE)
                connection.getresponse()
            except (OSError, http.client.HTTPException):
                time.sleep(POLL_INTERVAL_S)
            else:
                return True
        return False

    def watch(self) -> None:
        """Restarts processes that die until a stop signal comes."""
        while not self.is_stopping:
            self._restart_dead_processes()
            time.sleep(POLL_INTERVAL_S)

    def _restart_dead_processes(self) -> None:
        for process in self.processes:
            status = process.exit_status()
            if status is None or self.is_stopping or time.monotonic() < process.started_at + MIN_LIFETIME_S:
                continue
            self.print_line(f"The {process.name} ended ({_status_text(status)}) and is started again.")
            process.start()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.is_stopping = True


def _gunicorn(sockets: Sequence[socket.socket]) -> Sequence[str]:
    binds = [option for number in _numbers(sockets) for option in ("--bind", f"fd://{number}")]
    return (
        *(sys.executable, "-m", "gunicorn", "tracekit_site.wsgi"),
        *("--chdir", str(settings.BASE_DIR), "--workers", "1", "--threads", "4"),
        *("--graceful-timeout", "5", "--no-control-socket", "--log-level", "error"),
        *binds,
    )


def _sandbox(sockets: Sequence[socket.socket]) -> Sequence[str]:
    hosts = [name for name in settings.ALLOWED_HOSTS if name != "*"]
    return (
        *(sys.executable, "-m", "providers.sandbox", "--folder", str(settings.DATA_DIR / "sandbox")),
        *("--fd", *map(str, _numbers(sockets))),
        *(("--callback-host", *hosts) if hosts else ()),
    )


def _numbers(sockets: Sequence[socket.socket]) -> list[int]:
    return [listener.fileno() for listener in sockets]


def _status_text(status: int) -> str:
    return f"signal {-status}" if status < 0 else f"exit status {status}"
