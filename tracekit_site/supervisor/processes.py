"""The processes, restarted when they die and ended with their parent."""

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

LOOK_S = 0.1
GRACE_S = 8.0
SHORT_LIFE_S = 1.0
MANAGE = (sys.executable, str(settings.BASE_DIR / "manage.py"))
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass
class Child:
    """One process that ought to run."""

    name: str
    command: Sequence[str]
    sockets: Sequence[int] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None
    started: float = field(default=0.0)

    def start(self) -> None:
        """Starts it in a session of its own: Ctrl-C in a terminal reaches the parent only, which ends it in order."""
        self.started = time.monotonic()
        environment = {**os.environ, **self.environment}
        self.process = subprocess.Popen(  # noqa: S603
            self.command, pass_fds=self.sockets, start_new_session=True, env=environment
        )

    def died(self) -> int | None:
        """Its exit status, or None while it runs."""
        return self.process.poll() if self.process else None

    def tell(self, number: int) -> None:
        """Sends a signal, if it is still there."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)

    def end(self, until: float) -> None:
        """Waits for it until then; after that its whole session is killed."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Supervisor:
    """Starts the web process, the worker and the sandbox, restarts what dies, and ends all when it is told to stop.

    Without sockets for it there is no sandbox.
    """

    def __init__(
        self, sockets: Sequence[socket.socket], sandbox: Sequence[socket.socket], say: Callable[[str], object]
    ) -> None:
        self.sockets = sockets
        self.sandbox = sandbox
        self.say = say
        self.stopping = False
        told = {"SANDBOX": "true" if sandbox else "false"}
        self.children = [
            Child("web process", _gunicorn(sockets), _numbers(sockets), told),
            Child("worker", (*MANAGE, "work"), (), told),
        ]
        if sandbox:
            self.children.append(Child("sandbox", _sandbox(sandbox), _numbers(sandbox), told))

    def __enter__(self) -> Self:
        for number in STOPPING:
            signal.signal(number, self._stop)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for child in self.children:
            child.tell(signal.SIGTERM)
        until = time.monotonic() + GRACE_S
        for child in self.children:
            child.end(until)
        for one in (*self.sockets, *self.sandbox):
            one.close()

    def start(self) -> None:
        """Starts every process, unless a stop came first."""
        if not self.stopping:
            for child in self.children:
                child.start()

    def answers(self) -> bool:
        """Waits until the first page comes; False when told to stop before."""
        while not self.stopping:
            self._restart_the_dead()
            try:
                address, port = self.sockets[0].getsockname()[:2]
                asked = http.client.HTTPConnection(address, port, timeout=1)
                asked.request("GET", "/privacy/", headers={"Host": "localhost"})
                asked.getresponse()
            except (OSError, http.client.HTTPException):
                time.sleep(LOOK_S)
            else:
                return True
        return False

    def watch(self) -> None:
        """Restarts what dies until told to stop."""
        while not self.stopping:
            self._restart_the_dead()
            time.sleep(LOOK_S)

    def _restart_the_dead(self) -> None:
        for child in self.children:
            status = child.died()
            if status is None or self.stopping or time.monotonic() < child.started + SHORT_LIFE_S:
                continue
            self.say(f"The {child.name} ended ({_how(status)}) and is started again.")
            child.start()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True


def _gunicorn(sockets: Sequence[socket.socket]) -> Sequence[str]:
    binds = [option for one in sockets for option in ("--bind", f"fd://{one.fileno()}")]
    return (
        *(sys.executable, "-m", "gunicorn", "tracekit_site.wsgi"),
        *("--chdir", str(settings.BASE_DIR), "--workers", "1", "--threads", "4"),
        *("--graceful-timeout", "5", "--no-control-socket", "--log-level", "error"),
        *binds,
    )


def _sandbox(sockets: Sequence[socket.socket]) -> Sequence[str]:
    hosts = [name for name in settings.ALLOWED_HOSTS if name != "*"]
    return (*MANAGE, "sandbox", "--fd", *map(str, _numbers(sockets)), *(("--callback-host", *hosts) if hosts else ()))


def _numbers(sockets: Sequence[socket.socket]) -> list[int]:
    return [one.fileno() for one in sockets]


def _how(status: int) -> str:
    return f"signal {-status}" if status < 0 else f"exit status {status}"
