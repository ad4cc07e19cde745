"""Keeps processes running: one that ends is started again, as compose does with `unless-stopped`."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent.parent
POLL_INTERVAL_S = 0.05
RESTART_DELAY_S = 0.3
STOP_TIMEOUT_S = 20.0


def procfile_line(process: str) -> str:
    """Returns the Procfile's own line for that process."""
    lines = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines() if ": " in line)
    return lines[process]


@dataclass
class SupervisedProcess:
    """A supervised process runs in a session of its own; `line` is a shell's that becomes the process by `exec`."""

    name: str
    line: str
    environment: Mapping[str, str]
    log: IO[bytes]
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Starts the process; what a predecessor left ends first, as all of a container ends with its first process."""
        self.kill_all()
        self.process = subprocess.Popen(
            ["sh", "-c", self.line],
            env=self.environment,
            cwd=ROOT,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )

    @property
    def pid(self) -> int | None:
        """Returns the id of the process while it runs, else None."""
        return self.process.pid if self.process and self.process.poll() is None else None

    def send_signal(self, number: int) -> None:
        """Sends a signal to the process alone, not to its children."""
        if self.process:
            self.process.send_signal(number)

    def kill_all(self) -> None:
        """Kills the process and its children."""
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def wait_or_kill(self) -> None:
        """Waits for a process that was told to stop; kills it after a while, and always what it had started."""
        if self.process:
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(STOP_TIMEOUT_S)
            self.kill_all()
            self.process.wait()


@contextmanager
def supervise(processes: Sequence[SupervisedProcess]) -> Iterator[None]:
    """Starts the processes, and dead ones again until the block ends; then all of them end."""
    ended = threading.Event()
    supervisor = threading.Thread(target=_restart_dead, args=(processes, ended))
    supervisor.start()
    try:
        yield
    finally:
        ended.set()
        supervisor.join()
        for process in processes:
            process.send_signal(signal.SIGTERM)
        for process in processes:
            process.wait_or_kill()


def _restart_dead(processes: Sequence[SupervisedProcess], ended: threading.Event) -> None:
    for process in processes:
        process.start()
    dead_since: dict[str, float] = {}
    while not ended.wait(POLL_INTERVAL_S):
        for process in processes:
            if process.pid:
                dead_since.pop(process.name, None)
            elif time.monotonic() > dead_since.setdefault(process.name, time.monotonic()) + RESTART_DELAY_S:
                process.start()
