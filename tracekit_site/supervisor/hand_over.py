"""Replaces the process of `manage.py up` by the supervisor, which needs a sixth of its memory without Django."""

import os
import signal
import sys
from typing import IO, NoReturn

from tracekit_site.supervisor.plan import Plan
from tracekit_site.supervisor.processes import STOP_SIGNALS


def hold_stop_signals() -> None:
    """Lets stop signals wait until the supervisor handles them, so that none ends half a preparation."""
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)


def become_supervisor(plan: Plan, lock: IO[str]) -> NoReturn:
    """Runs the supervisor in place of this process, with the same process id, sockets and lock.

    The plan goes through a pipe, because it contains a one-time link and other people can read command lines.
    """
    reader, writer = os.pipe()
    with open(writer, "w") as pipe:
        pipe.write(plan.as_json())
    inherited = [reader, lock.fileno(), *(number for process in plan.processes for number in process.sockets)]
    for number in inherited:
        os.set_inheritable(number, True)
    sys.stdout.flush()
    os.chdir(plan.folder)
    command = [sys.executable, "-m", "tracekit_site.supervisor", str(reader)]
    os.execv(sys.executable, command)  # noqa: S606 - this is our own command
