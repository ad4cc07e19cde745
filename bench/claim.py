"""What it costs to find the next job, claim it and put it back: at a thousand waiting rows and at a million.

    DATABASE_URL=postgres://… python bench/claim.py [--accounts 100000] [--times 300] [--seconds 10]

DATABASE_URL names a server and a superuser on it.  Makes two databases and a role that is no superuser, and removes
them at the end.  Ten jobs wait for each account, every tenth account has one running.  In several orders, some of them
as bad as can be, jobs are claimed in both, turn by turn: `at first`, before any sweep, and then after one.  Prints
medians, 95th percentiles and the median of the ratios, of the whole claim and of its SQL; ends with status 1 when one
is above 2.  At the end eight processes claim at once, beside one.
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import psycopg

from bench.claim_processes import measure_together, register_kind
from bench.query_plans import collect_plans
from bench.queues import ORDERS, WAITING, QueueOrder, create_accounts, fill_queue
from bench.temporary_databases import superuser_of, temporary_databases, use

FEW, MOST = 100, 2.0
LINE = "{:36} {:>9} {:>9} {:>8} {:>8} {:>8} {:>8} {:>6} {:>8} {:>8} {:>6} {:>7}"
HEAD = ("at first", "sweep", "ms", "95 %", "ms", "95 %", "ratio", "sql ms", "sql ms", "ratio", "blocks")


def main() -> int:
    """Measures each order; 1 when a ratio is above the limit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--accounts", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=300)
    parser.add_argument("--seconds", type=int, default=10, help="how long processes claim at once")
    given = parser.parse_args()
    sizes = (FEW, given.accounts)
    with temporary_databases("claim", 2) as (names, admin):
        register_kind()
        for name, accounts in zip(names, sizes, strict=True):
            with superuser_of(admin, name) as there:
                create_accounts(there, accounts)
        print(f"of each pair of figures the first: {FEW * WAITING:,} rows; all else: {given.accounts * WAITING:,}")
        print(LINE.format("", *HEAD))
        ratios = [ratio(admin, names, sizes, order, given.times) for order in ORDERS]
        measure_together(names[1], given.seconds)
    return int(max(ratios) > MOST)


def ratio(admin: psycopg.Connection, names: list[str], sizes: tuple[int, int], order: QueueOrder, times: int) -> float:
    """Prints one order's line; returns how many times as long a claim, or its SQL, takes in the long queue."""
    from accounts.jobs.services.run import next_job_id
    from accounts.jobs.services.sweep import sweep

    for name, accounts in zip(names, sizes, strict=True):
        with superuser_of(admin, name) as there:
            fill_queue(there, order, accounts)
        use(name)
        at_first = median(spent(claim)[0] for _ in range(5))
        swept, _ = spent(sweep)
    each: list[list[tuple[float, float]]] = [[], []]
    for _ in range(times):
        for place, name in enumerate(names):
            use(name)
            each[place].append(spent(claim))
    with collect_plans(admin) as seen:
        next_job_id()
    (few, few_sql), (many, many_sql) = (tuple(zip(*one, strict=True)) for one in each)
    whole, sql = (median(b / a for a, b in zip(*both, strict=True)) for both in ((few, many), (few_sql, many_sql)))
    figures = [at_first, swept, *(figure for one in (few, many) for figure in (median(one), quantiles(one, n=20)[-1]))]
    figures += [whole, median(few_sql), median(many_sql), sql]
    print(LINE.format(order.name, *(f"{figure:,.2f}" for figure in figures), f"{seen.blocks:,}"), flush=True)
    return max(whole, sql)


def claim() -> None:
    """Finds, claims and puts back one job."""
    from accounts.jobs.services.run import run_next

    assert run_next()


def spent(do: Callable[[], None]) -> tuple[float, float]:
    """The milliseconds that it takes, and those of them that its statements take."""
    from django.db import connection

    from bench.files import Clock

    clock, begun = Clock(), time.perf_counter()
    with connection.execute_wrapper(clock):
        do()
    return (time.perf_counter() - begun) * 1000, clock.ms


if __name__ == "__main__":
    sys.exit(main())
