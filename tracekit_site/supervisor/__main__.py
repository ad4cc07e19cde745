"""Runs the supervisor on the plan that `manage.py up` hands over: `python -m tracekit_site.supervisor NUMBER`."""

import os
import signal
import sys

from tracekit_site.supervisor.plan import Plan
from tracekit_site.supervisor.processes import STOP_SIGNALS, Supervisor


def main() -> None:
    """Runs the processes of the plan, read from the pipe of that number, until a stop signal comes."""
    with open(int(sys.argv[1])) as pipe:
        plan = Plan.from_json(pipe.read())
    for number in {number for process in plan.processes for number in process.sockets}:
        os.set_inheritable(number, False)  # each process gets its own sockets only
    with Supervisor(plan) as supervisor:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
        supervisor.start()
        if supervisor.wait_until_ready():
            print(*plan.ready_lines, sep="\n", flush=True)  # noqa: T201 - this is what a person waits for
        supervisor.watch()


if __name__ == "__main__":
    main()
