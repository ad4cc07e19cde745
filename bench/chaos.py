"""Kills everything of a fleet, again and again, while it works, and counts what became of the jobs.

    python bench/chaos.py [--seed 1] [--jobs 5000] [--kills 300] [--flushes 10] [--restarts 3]
                          [--freezes 3] [--workers 3] [--log FILE]

Starts a PostgreSQL cluster and a Redis of its own on free ports, and the web process, workers and beat by the lines of
the Procfile; each that dies is started again.  Asks for jobs over HTTP, some of several steps, in all lanes, while it
kills processes with signal 9, flushes Redis, restarts PostgreSQL (`fast` and `immediate`) and freezes workers for
longer than their lease, spread over the jobs by the seed.  Beside it, plain Celery on Redis, without job rows, gets a
task for each job, on the same servers, and each kill that hits a worker hits one of its workers as well.  Prints what
was lost, done twice and stuck (more than five minutes without a step).  Exit status 1 unless all of that is 0 for the
jobs.  Nothing of it is left running.
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
    from bench.fleet.faults import Fault

BLOWS = {"kills": 300, "flushes": 10, "restarts": 3, "freezes": 3}

AHEAD = 60
"""So many accepted jobs wait at most: they are asked for over the whole run, and there is always work."""

LAST_S = 300.0
LOOK_S = 0.1


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in ({"seed": 1, "jobs": 5000, "workers": 3} | BLOWS).items():
        asked.add_argument(f"--{name}", type=int, default=default)
    asked.add_argument("--log", type=Path, help="where the processes write; thrown away without it")
    options = asked.parse_args()
    try:
        with open_testbed(ACCOUNTS, options.log) as ground:
            return _run(ground, options)
    except KeyboardInterrupt:
        print("Stopped. Nothing of it is left running.", file=sys.stderr)
        return 130


def _run(ground: Testbed, options: argparse.Namespace) -> int:
    from bench.fleet.faults import plan_faults
    from bench.fleet.job_totals import count_jobs, count_plain

    blows = plan_faults(options.seed, options.jobs, **{name: getattr(options, name) for name in BLOWS})
    asker = JobRequester(ground.port, options.jobs, AHEAD)
    begun = time.monotonic()
    struck, settled_s = _weather_it(ground, asker, blows, options.workers)
    jobs, plain = count_jobs(asker.accepted), count_plain(asker.plain_accepted)
    print(f"seed {options.seed}, {options.workers} workers, {time.monotonic() - begun:.0f} s")
    print(f"{len(struck)} of {len(blows)} blows: {_listed(struck)}")
    print(f"{'':12}{'job rows':>12}{'plain Celery':>14}")
    for name in ("accepted", "finished", "lost", "twice", "stopped", "stuck"):
        print(f"{name:12}{getattr(jobs, name):12}{getattr(plain, name):14}")
    print(f"outcome unknown to who asked: {len(asker.unknown)}")
    print(f"longest time without a step: {jobs.longest_s:.0f} s; all at rest {settled_s:.0f} s after the last blow")
    return 0 if jobs.is_clean and len(struck) == len(blows) and asker.is_done else 1


def _listed(blows: "list[Fault]") -> str:
    return ", ".join(f"{what} {count}" for what, count in sorted(Counter(blow.what for blow in blows).items()))


def _weather_it(ground: Testbed, asker: JobRequester, blows: "list[Fault]", count: int) -> "tuple[list[Fault], float]":
    """The blows that were struck, and the seconds from the last one until nothing waited or ran, or five minutes."""
    from bench.fleet.faults import FaultInjector
    from bench.fleet.job_totals import is_idle

    workers = [ground.process("worker", f"worker-{number}") for number in range(count)]
    plain = [ground.plain_worker(f"plain-{number}") for number in range(count)]
    weather = FaultInjector(ground, workers, plain, web=ground.process("web"), beat=ground.process("beat"))
    struck = []
    with supervise([*workers, *plain, weather.web, weather.beat]), asker.asking():
        for blow in blows:
            if not _reaches(asker, blow.at):
                break
            weather.strike(blow)
            struck.append(blow)
            print(f"{asker.finished} finished, {len(struck)} blows", end="\r", file=sys.stderr, flush=True)
        last = time.monotonic()
        while time.monotonic() < last + LAST_S and not (
            asker.is_done and not weather.frozen and is_idle(ground.plain_redis)
        ):
            _look(asker)
        return struck, time.monotonic() - last


def _reaches(asker: JobRequester, count: int) -> bool:
    """Waits until so many jobs are finished; False when for five minutes none was."""
    until = time.monotonic() + LAST_S
    while asker.finished < count and time.monotonic() < until:
        if _look(asker):
            until = time.monotonic() + LAST_S
    return asker.finished >= count


def _look(asker: JobRequester) -> bool:
    """Whether more are finished than at the last look."""
    from bench.fleet.job_totals import count_finished

    time.sleep(LOOK_S)
    before, asker.finished = asker.finished, max(asker.finished, count_finished())
    return asker.finished > before


if __name__ == "__main__":
    sys.exit(main())
