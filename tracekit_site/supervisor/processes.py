"""Runs processes, restarts those that die, and ends them with their parent.

Nothing here imports Django: the parent only waits, and would hold its memory for nothing.
"""

import http.client
import signal
import sys
import time
from types import FrameType, TracebackType
from typing import Self

from tracekit_site.supervisor.managed_process import ManagedProcess
from tracekit_site.supervisor.plan import Plan

POLL_INTERVAL_S = 0.1
GRACE_PERIOD_S = 8.0
MIN_LIFETIME_S = 1.0
LIVE = "/health/live"
"""This address answers under any host name, whatever ALLOWED_HOSTS lists."""
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Supervisor:
    """Starts the processes of a plan, restarts those that die, and ends all on a stop signal."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.is_stopping = False
        self.processes = [ManagedProcess(planned, plan.folder, plan.environment) for planned in plan.processes]

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
                connection = http.client.HTTPConnection(*self.plan.health_address, timeout=1)
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
            text = f"The {process.planned.name} ended ({_status_text(status)}) and is started again."
            print(text, file=sys.stderr, flush=True)  # noqa: T201 - whoever started it reads this
            process.start()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.is_stopping = True


def _status_text(status: int) -> str:
    return f"signal {-status}" if status < 0 else f"exit status {status}"
