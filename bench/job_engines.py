"""What a job row costs beside a task of plain Celery, and how soon a click starts.

    python bench/job_engines.py [--jobs 5000] [--clicks 20] [--files 20000] [--log FILE]

On a PostgreSQL cluster and a Redis of its own, two workers each, one engine after the other: plain Celery with a task
that does nothing and with one that writes a row, the job rows on Celery, and the job rows on the plain loop without
Redis.  Prints what it costs to ask for a job that does nothing and to do it, in milliseconds; from the commit of a
click to its start when nothing else is there to do; and the same while one and two other accounts have thousands of
files waiting, which are read on in the lane of the clicks.  Exit status 1 when a click ever waited five seconds.
"""

import argparse
import sys
from pathlib import Path
from statistics import median, quantiles

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.fleet.testbed import Testbed, open_testbed

ACCOUNTS = 100
SOON_S = 5.0


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--jobs", type=int, default=5000)
    asked.add_argument("--clicks", type=int, default=20)
    asked.add_argument("--files", type=int, default=20_000, help="so many wait when the clicks begin")
    asked.add_argument("--log", type=Path, help="where the processes write; thrown away without it")
    options = asked.parse_args()
    try:
        with open_testbed(ACCOUNTS, options.log) as ground:
            _price(ground, options.jobs)
            _idle(ground, options.clicks)
            return _beside(ground, options.files, options.clicks)
    except KeyboardInterrupt:
        print("Stopped. Nothing of it is left running.", file=sys.stderr)
        return 130


def _price(ground: Testbed, jobs: int) -> None:
    from bench.fleet.job_engines import job_engines, plain_engines
    from bench.fleet.measurements import measure_throughput

    print(f"{jobs} jobs of {ACCOUNTS} accounts, 2 workers")
    print(f"{'':24}{'ask ms':>10}{'do ms':>10}{'jobs/s':>10}{'× a row':>10}")
    row = 0.0
    for engine in (*plain_engines(ground), *job_engines(ground)):
        asking, doing = (seconds / jobs * 1000 for seconds in measure_throughput(engine, jobs))
        row = row or (doing if "row" in engine.name else 0.0)
        times = f"{doing / row:10.1f}" if row else f"{'':10}"
        print(f"{engine.name:24}{asking:10.2f}{doing:10.2f}{1000 / doing:10.0f}{times}")


def _idle(ground: Testbed, clicks: int) -> None:
    from bench.fleet.job_engines import job_engines, plain_engines
    from bench.fleet.measurements import measure_idle_latency

    print(f"\nfrom commit to start, {clicks} clicks, nothing else to do")
    print(f"{'':24}{'p50 ms':>10}{'p95 ms':>10}")
    for engine in (plain_engines(ground)[-1], *job_engines(ground)):
        waits = [wait * 1000 for wait in measure_idle_latency(engine, clicks)]
        print(f"{engine.name:24}{median(waits):10.0f}{quantiles(waits, n=20)[-1]:10.0f}")


def _beside(ground: Testbed, files: int, clicks: int) -> int:
    from bench.fleet.job_engines import job_engines
    from bench.fleet.measurements import measure_busy_latency

    print(f"\nfrom commit to start, {clicks} clicks, while each of some other accounts has {files:,} files waiting")
    print(f"{'':24}{'accounts':>10}{'p50 ms':>10}{'longest ms':>12}{'files/s':>10}")
    longest = 0.0
    for heavy in (1, 2):
        for engine in job_engines(ground):
            waits, read = measure_busy_latency(engine, heavy, files, clicks)
            longest = max(longest, *waits)
            print(f"{engine.name:24}{heavy:10}{median(waits) * 1000:10.0f}{max(waits) * 1000:12.0f}{read:10.0f}")
    return int(longest >= SOON_S)


if __name__ == "__main__":
    sys.exit(main())
