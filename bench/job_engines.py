"""Compares the cost of a job row with that of a task of plain Celery, and measures how soon a click starts.

    python bench/job_engines.py [--jobs 5000] [--clicks 20] [--files 20000] [--costs-only] [--log FILE]

It runs two workers on a temporary PostgreSQL cluster and Redis, one engine after the other: plain Celery with a task
that does nothing and with one that writes a row, the job rows on Celery, the job rows on the plain loop without Redis,
and procrastinate and django-tasks where they are installed (`pip install -r bench/requirements.txt`). It prints the
milliseconds to request a job that does nothing and to do it; the time from the commit of a click to its start when
nothing else is there to do; and the same while one and two other accounts have thousands of files waiting, which are
read in the lane of the clicks. The exit status is 1 when a click ever waited five seconds.
"""

import argparse
import sys
from pathlib import Path
from statistics import median, quantiles

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.fleet.testbed import Testbed, open_testbed

ACCOUNTS = 100
MAX_LATENCY_S = 5.0


def main() -> int:
    """Runs the three comparisons; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=5000)
    parser.add_argument("--clicks", type=int, default=20)
    parser.add_argument("--files", type=int, default=20_000, help="so many wait when the clicks start")
    parser.add_argument("--costs-only", action="store_true", help="measures no clicks")
    parser.add_argument("--log", type=Path, help="where the processes write; without it, nowhere")
    options = parser.parse_args()
    try:
        with open_testbed(ACCOUNTS, options.log) as testbed:
            _compare_costs(testbed, options.jobs)
            if options.costs_only:
                return 0
            _compare_idle(testbed, options.clicks)
            return _compare_busy(testbed, options.files, options.clicks)
    except KeyboardInterrupt:
        print("Stopped. Nothing of it is left running.", file=sys.stderr)
        return 130


def _compare_costs(testbed: Testbed, jobs: int) -> None:
    from bench.fleet.job_engines import job_engines, plain_engines
    from bench.fleet.measurements import measure_throughput
    from bench.fleet.other_engines import other_engines

    print(f"{jobs} jobs of {ACCOUNTS} accounts, 2 workers")
    print(f"{'':24}{'request ms':>12}{'do ms':>10}{'jobs/s':>10}{'× a row':>10}")
    row_ms = 0.0
    for engine in (*plain_engines(testbed), *job_engines(testbed), *other_engines(testbed)):
        request_ms, do_ms = (seconds / jobs * 1000 for seconds in measure_throughput(engine, jobs))
        row_ms = row_ms or (do_ms if "row" in engine.name else 0.0)
        ratio = f"{do_ms / row_ms:10.1f}" if row_ms else f"{'':10}"
        print(f"{engine.name:24}{request_ms:12.2f}{do_ms:10.2f}{1000 / do_ms:10.0f}{ratio}")


def _compare_idle(testbed: Testbed, clicks: int) -> None:
    from bench.fleet.job_engines import job_engines, plain_engines
    from bench.fleet.measurements import measure_idle_latency

    print(f"\nfrom commit to start, {clicks} clicks, nothing else to do")
    print(f"{'':24}{'p50 ms':>10}{'p95 ms':>10}")
    for engine in (plain_engines(testbed)[-1], *job_engines(testbed)):
        latencies_ms = [seconds * 1000 for seconds in measure_idle_latency(engine, clicks)]
        print(f"{engine.name:24}{median(latencies_ms):10.0f}{quantiles(latencies_ms, n=20)[-1]:10.0f}")


def _compare_busy(testbed: Testbed, files: int, clicks: int) -> int:
    from bench.fleet.job_engines import job_engines
    from bench.fleet.measurements import measure_busy_latency

    print(f"\nfrom commit to start, {clicks} clicks, while each of some other accounts has {files:,} files waiting")
    print(f"{'':24}{'accounts':>10}{'p50 ms':>10}{'longest ms':>12}{'files/s':>10}")
    longest_s = 0.0
    for busy in (1, 2):
        for engine in job_engines(testbed):
            latencies, files_per_s = measure_busy_latency(engine, busy, files, clicks)
            longest_s = max(longest_s, *latencies)
            times = f"{median(latencies) * 1000:10.0f}{max(latencies) * 1000:12.0f}"
            print(f"{engine.name:24}{busy:10}{times}{files_per_s:10.0f}")
    return int(longest_s >= MAX_LATENCY_S)


if __name__ == "__main__":
    sys.exit(main())
