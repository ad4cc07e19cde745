"""Measures how long it takes to find the next job, claim it and put it back, among a thousand and a million rows.

    DATABASE_URL=postgres://… python bench/claim.py [--accounts 100000] [--times 300] [--seconds 10]

DATABASE_URL names a server and a superuser on it. The bench makes two databases and a role that is no superuser, and
deletes them at the end. Ten jobs wait for each account; every tenth account has one running. In several orders, some of
them as bad as can be, jobs are claimed in both, turn by turn: `at first`, before any sweep, and then after one. The
bench prints medians, 95th percentiles and the median of the ratios, of the whole claim and of its SQL; it ends with
status 1 when a ratio is above 2. At the end eight processes claim at once, beside one.
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import psycopg

from accounts.jobs.lanes import lane_orders
from bench.claim_processes import measure_together, register_kind
from bench.query_plans import collect_plans
from bench.query_timer import QueryTimer
from bench.queues import JOBS_PER_ACCOUNT, ORDERS, QueueOrder, create_accounts, fill_queue
from bench.temporary_databases import connect_as_superuser, temporary_databases, use_database

FEW_ACCOUNTS, MAX_RATIO = 100, 2.0
LANE_ORDERS = lane_orders()
LINE = "{:36} {:>9} {:>9} {:>8} {:>8} {:>8} {:>8} {:>6} {:>8} {:>8} {:>6} {:>7}"
HEAD = ("at first", "sweep", "ms", "95 %", "ms", "95 %", "ratio", "sql ms", "sql ms", "ratio", "blocks")


def main() -> int:
    """Measures each order; returns 1 when a ratio is above the limit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--accounts", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=300)
    parser.add_argument("--seconds", type=int, default=10, help="how long processes claim at once")
    options = parser.parse_args()
    sizes = (FEW_ACCOUNTS, options.accounts)
    with temporary_databases("claim", 2) as (names, admin):
        register_kind()
        for name, accounts in zip(names, sizes, strict=True):
            with connect_as_superuser(admin, name) as superuser:
                create_accounts(superuser, accounts)
        small, large = (accounts * JOBS_PER_ACCOUNT for accounts in sizes)
        print(f"of each pair of figures the first: {small:,} rows; all else: {large:,}")
        print(LINE.format("", *HEAD))
        ratios = [measure_order(admin, names, sizes, order, options.times) for order in ORDERS]
        measure_together(names[1], options.seconds)
    return int(max(ratios) > MAX_RATIO)


def measure_order(
    admin: psycopg.Connection, names: list[str], sizes: tuple[int, int], order: QueueOrder, times: int
) -> float:
    """Prints one order's line; returns how many times as long a claim, or its SQL, takes in the long queue."""
    from accounts.jobs.services.run import next_job_id

    first_ms, sweep_ms = _prepare(admin, names, sizes, order)
    measured: list[list[tuple[float, float]]] = [[], []]
    for _ in range(times):
        for place, name in enumerate(names):
            use_database(name)
            measured[place].append(time_ms(claim_next))
    with collect_plans(admin) as plans:
        next_job_id()
    (small, small_sql), (large, large_sql) = (tuple(zip(*pairs, strict=True)) for pairs in measured)
    ratio, sql_ratio = _median_ratio(small, large), _median_ratio(small_sql, large_sql)
    figures = [first_ms, sweep_ms]
    figures += [figure for claims in (small, large) for figure in (median(claims), quantiles(claims, n=20)[-1])]
    figures += [ratio, median(small_sql), median(large_sql), sql_ratio]
    print(LINE.format(order.name, *(f"{figure:,.2f}" for figure in figures), f"{plans.blocks:,}"), flush=True)
    return max(ratio, sql_ratio)


def _prepare(
    admin: psycopg.Connection, names: list[str], sizes: tuple[int, int], order: QueueOrder
) -> tuple[float, float]:
    """Fills both queues; returns the milliseconds of a claim before the sweep, and of the sweep, in the long one."""
    from accounts.jobs.services.sweep import sweep

    first_ms = sweep_ms = 0.0
    for name, accounts in zip(names, sizes, strict=True):
        with connect_as_superuser(admin, name) as superuser:
            fill_queue(superuser, order, accounts)
        use_database(name)
        first_ms = median(time_ms(claim_next)[0] for _ in range(5))
        sweep_ms, _ = time_ms(sweep)
    return first_ms, sweep_ms


def _median_ratio(small: tuple[float, ...], large: tuple[float, ...]) -> float:
    return median(in_large / in_small for in_small, in_large in zip(small, large, strict=True))


def claim_next() -> None:
    """Finds, claims and puts back one job."""
    from accounts.jobs.services.run import run_next

    assert run_next(orders=LANE_ORDERS)


def time_ms(action: Callable[[], None]) -> tuple[float, float]:
    """Returns the milliseconds that an action takes, and those of them that its statements take."""
    from django.db import connection

    timer, start = QueryTimer(), time.perf_counter()
    with connection.execute_wrapper(timer):
        action()
    return (time.perf_counter() - start) * 1000, timer.ms


if __name__ == "__main__":
    sys.exit(main())
