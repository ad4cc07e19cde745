"""Runs one process in a session of its own."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from tracekit_site.supervisor.plan import PlannedProcess


@dataclass
class ManagedProcess:
    """Represents one process that should run, in this folder and with these variables beside those of its parent."""

    planned: PlannedProcess
    folder: str
    environment: Mapping[str, str]
    process: "subprocess.Popen[bytes] | None" = None
    started_at: float = field(default=0.0)

    def start(self) -> None:
        """Starts it in its own session: Ctrl-C in a terminal reaches only the parent, which ends it in order."""
        self.started_at = time.monotonic()
        environment = {name: value for name, value in os.environ.items() if value} | dict(self.environment)
        self.process = subprocess.Popen(  # noqa: S603
            self.planned.command,
            pass_fds=self.planned.sockets,
            start_new_session=True,
            env=environment,
            cwd=self.folder,
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
