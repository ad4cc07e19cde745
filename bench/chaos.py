"""Kills everything of a fleet, again and again, while it works, and counts what became of the jobs.

    python bench/chaos.py [--seed 1] [--jobs 5000] [--kills 300] [--flushes 10] [--restarts 3]
                          [--freezes 3] [--workers 3] [--log FILE]

It starts a temporary PostgreSQL cluster and Redis on free ports, and the web process, workers and beat by the lines of
the Procfile; each that dies is started again. It requests jobs over HTTP, some of several steps, in all lanes, while it
kills processes with signal 9, flushes Redis, restarts PostgreSQL (`fast` and `immediate`) and freezes workers for
longer than their lease, spread over the jobs by the seed. Beside it, plain Celery on Redis, without job rows, gets a
task for each job, on the same servers, and each kill that hits a worker hits one of its workers as well. It prints what
was lost, done twice and stuck (more than five minutes without an effect). The exit status is 1 unless all of that is 0
for the jobs. It leaves nothing running.
"""

import argparse
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.fleet.job_profiles import ACCOUNTS
from bench.fleet.requester import JobRequester
from bench.fleet.supervised import supervise
from bench.fleet.testbed import Testbed, open_testbed

if TYPE_CHECKING:
    from bench.fleet.faults import PlannedFault

FAULTS = {"kills": 300, "flushes": 10, "restarts": 3, "freezes": 3}

MAX_OPEN_JOBS = 60
"""This is how many accepted jobs wait at most: they are requested over the whole run, so that there is always work."""

MAX_PAUSE_S = 300.0
POLL_INTERVAL_S = 0.1


def main() -> int:
    """Prepares the testbed and runs; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in ({"seed": 1, "jobs": 5000, "workers": 3} | FAULTS).items():
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--log", type=Path, help="where the processes write; without it, nowhere")
    options = parser.parse_args()
    try:
        with open_testbed(ACCOUNTS, options.log) as testbed:
            return _run(testbed, options)
    except KeyboardInterrupt:
        print("Stopped. Nothing of it is left running.", file=sys.stderr)
        return 130


def _run(testbed: Testbed, options: argparse.Namespace) -> int:
    from bench.fleet.faults import plan_faults
    from bench.fleet.job_totals import count_jobs, count_plain

    planned = plan_faults(options.seed, options.jobs, **{name: getattr(options, name) for name in FAULTS})
    requester = JobRequester(testbed.port, options.jobs, MAX_OPEN_JOBS)
    start = time.monotonic()
    injected, idle_after_s = _inject_all(testbed, requester, planned, options.workers)
    jobs, plain = count_jobs(requester.accepted), count_plain(requester.plain_accepted)
    print(f"seed {options.seed}, {options.workers} workers, {time.monotonic() - start:.0f} s")
    print(f"{len(injected)} of {len(planned)} faults: {_summary(injected)}")
    print(f"{'':12}{'job rows':>12}{'plain Celery':>14}")
    for name in ("accepted", "finished", "lost", "twice", "stopped", "stuck"):
        print(f"{name:12}{getattr(jobs, name):12}{getattr(plain, name):14}")
    print(f"requests with an unknown outcome: {len(requester.unknown)}")
    print(f"longest time without an effect: {jobs.longest_s:.0f} s; idle {idle_after_s:.0f} s after the last fault")
    return 0 if jobs.is_clean and len(injected) == len(planned) and requester.is_done else 1


def _summary(faults: "list[PlannedFault]") -> str:
    return ", ".join(f"{kind} {count}" for kind, count in sorted(Counter(fault.kind for fault in faults).items()))


def _inject_all(
    testbed: Testbed, requester: JobRequester, planned: "list[PlannedFault]", count: int
) -> "tuple[list[PlannedFault], float]":
    """Returns the injected faults, and the seconds from the last one until all was idle, or five minutes."""
    from bench.fleet.faults import FaultInjector
    from bench.fleet.job_totals import is_idle

    workers = [testbed.process("worker", f"worker-{number}") for number in range(count)]
    plain = [testbed.plain_worker(f"plain-{number}") for number in range(count)]
    injector = FaultInjector(testbed, workers, plain, web=testbed.process("web"), beat=testbed.process("beat"))
    injected = []
    with supervise([*workers, *plain, injector.web, injector.beat]), requester.requesting():
        for fault in planned:
            if not _wait_until_finished(requester, fault.at):
                break
            injector.inject(fault)
            injected.append(fault)
            print(f"{requester.finished} finished, {len(injected)} faults", end="\r", file=sys.stderr, flush=True)
        start = time.monotonic()
        while time.monotonic() < start + MAX_PAUSE_S and not (
            requester.is_done and not injector.frozen and is_idle(testbed.plain_redis)
        ):
            _poll(requester)
        return injected, time.monotonic() - start


def _wait_until_finished(requester: JobRequester, count: int) -> bool:
    """Waits until so many jobs are finished; returns False when for five minutes none was."""
    until = time.monotonic() + MAX_PAUSE_S
    while requester.finished < count and time.monotonic() < until:
        if _poll(requester):
            until = time.monotonic() + MAX_PAUSE_S
    return requester.finished >= count


def _poll(requester: JobRequester) -> bool:
    """Counts the finished jobs; returns whether there are more than before."""
    from bench.fleet.job_totals import count_finished

    time.sleep(POLL_INTERVAL_S)
    before, requester.finished = requester.finished, max(requester.finished, count_finished())
    return requester.finished > before


if __name__ == "__main__":
    sys.exit(main())
