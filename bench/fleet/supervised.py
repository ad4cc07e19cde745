"""Processes that are kept running: one that ends is started again, as compose does with `unless-stopped`."""

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
LOOK_S = 0.05
PAUSE_S = 0.3
GRACE_S = 20.0


def procfile_line(process: str) -> str:
    """The Procfile's own line for that process."""
    lines = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines() if ": " in line)
    return lines[process]


@dataclass
class SupervisedProcess:
    """One such process, in a session of its own; `line` is a shell's that becomes the process itself by `exec`."""

    name: str
    line: str
    environment: Mapping[str, str]
    log: IO[bytes]
    process: "subprocess.Popen[bytes] | None" = None

    def begin(self) -> None:
        """Starts it. What a predecessor left behind ends first, as all of a container ends with its first process."""
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
        """Its process, while it runs."""
        return self.process.pid if self.process and self.process.poll() is None else None

    def tell(self, number: int) -> None:
        """Sends it alone a signal."""
        if self.process:
            self.process.send_signal(number)

    def kill_all(self) -> None:
        """Kills it and its children."""
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def end(self) -> None:
        """Waits for one that was told to stop, as long as is decent; then it is killed, and what it had started too."""
        if self.process:
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(GRACE_S)
            self.kill_all()
            self.process.wait()


@contextmanager
def supervise(processes: Sequence[SupervisedProcess]) -> Iterator[None]:
    """Starts them, and the dead ones again until the block ends; then all of them end."""
    ended = threading.Event()
    keeper = threading.Thread(target=_keep, args=(processes, ended))
    keeper.start()
    try:
        yield
    finally:
        ended.set()
        keeper.join()
        for one in processes:
            one.tell(signal.SIGTERM)
        for one in processes:
            one.end()


def _keep(processes: Sequence[SupervisedProcess], ended: threading.Event) -> None:
    for one in processes:
        one.begin()
    found_dead: dict[str, float] = {}
    while not ended.wait(LOOK_S):
        for one in processes:
            if one.pid:
                found_dead.pop(one.name, None)
            elif time.monotonic() > found_dead.setdefault(one.name, time.monotonic()) + PAUSE_S:
                one.begin()
