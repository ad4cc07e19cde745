"""Measures what an athlete waits for on a million activities of a thousand accounts, and how PostgreSQL finds the rows.

    DATABASE_URL=postgres://… python bench/million.py [--accounts 1000] [--times 9]

DATABASE_URL names a server and a superuser on it. The bench makes two databases and a role that is no superuser, and
deletes them at the end. Both get the same histories, one of 10 accounts, the other of a thousand, 1,000 activities
each, and an account of 20,000. Every scenario runs in both, turn by turn; the bench prints medians, the ratio, and what
the plans touched in the large one. It ends with status 1 when a table of more than 10,000 rows was read as a whole.
"""

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import psycopg

from bench.query_plans import QueryPlans, collect_plans, key_indexes, shared_tables
from bench.temporary_databases import connect_as_superuser, temporary_databases, use_database

FEW_ACCOUNTS, SHARED_ROWS, FILES = 10, 10_000, 100
MEASURED_ACCOUNTS = {5: "an account of 1,000 activities", 0: "an account of 20,000 activities"}
"""The bench measures the accounts of these numbers."""
LINE = "{:36} {:>9} {:>9} {:>6} {:>11} {:>9} {:>8}"
Scenarios = dict[str, Callable[[], None]]


def main() -> int:
    """Makes, fills, measures and prints; returns 1 when a shared table was read as a whole."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--accounts", type=int, default=1000)
    parser.add_argument("--times", type=int, default=9, help="how often each scenario runs")
    options = parser.parse_args()
    with temporary_databases("million", 2) as (names, admin):
        for name, accounts in zip(names, (FEW_ACCOUNTS, options.accounts), strict=True):
            fill(admin, name, accounts)
        plans = [compare(admin, names, number, options.times) for number in MEASURED_ACCOUNTS]
        return report_plans(names[1], plans)


def fill(admin: psycopg.Connection, name: str, accounts: int) -> None:
    """Fills a database and gathers its statistics."""
    with _reported(f"made {accounts} accounts and a large one"), connect_as_superuser(admin, name) as superuser:
        superuser.execute(f"SET bench.accounts = {accounts}")
        superuser.execute("SET synchronous_commit = off; SET work_mem = '256MB'")
        superuser.execute((Path(__file__).parent / "fill.sql").read_text())
        superuser.execute("VACUUM ANALYZE")


def compare(admin: psycopg.Connection, names: list[str], number: int, times: int) -> QueryPlans:
    """Runs one account's scenarios in both databases, prints a line for each; returns all plans of the large one."""
    from bench.scenarios import activity_files, scenarios

    files, both = activity_files(FILES), []
    for name in names:
        use_database(name)
        both.append(scenarios(number, files))
    print(f"\n{MEASURED_ACCOUNTS[number]}")
    print(LINE.format("", f"ms, of {FEW_ACCOUNTS}", "ms, of all", "ratio", "statements", "blocks", "in vain"))
    times_ms = _time_all(names, both, times)
    all_plans = QueryPlans()
    for title, scenario in both[1].items():
        with _reported(f"plans of: {title}"), collect_plans(admin) as plans:
            scenario()
        all_plans.merge(plans)
        small, large = times_ms[title]
        ratio = median(in_large / in_small for in_small, in_large in zip(small, large, strict=True))
        figures = (f"{median(small):,.1f}", f"{median(large):,.1f}", f"{ratio:.2f}")
        counts = (f"{count:,}" for count in (plans.statements, plans.blocks, plans.filtered_rows))
        print(LINE.format(title, *figures, *counts), flush=True)
    return all_plans


def report_plans(name: str, plans: list[QueryPlans]) -> int:
    """Prints what was read without the owner; returns 1 when a shared table was read as a whole."""
    use_database(name)
    used = set[str]().union(*(account_plans.indexes for account_plans in plans))
    wide = used - key_indexes()
    print(f"\n{len(used)} indexes were used; neither with the owner nor with a row start {sorted(wide) or 'none'}")
    shared = shared_tables(SHARED_ROWS)
    scans = [scan for account_plans in plans for scan in account_plans.full_scans.items()]
    full_scans = {table: query for table, query in scans if table in shared}
    for table, query in full_scans.items():
        print(f"{table} was read as a whole by: {query}")
    print(
        f"of {len(shared)} tables with more than {SHARED_ROWS:,} rows, {len(full_scans) or 'none'} was read as a whole"
    )
    return int(bool(full_scans))


def _time_all(names: list[str], both: list[Scenarios], times: int) -> dict[str, tuple[list[float], list[float]]]:
    """Returns the milliseconds of each scenario in both databases, run turn by turn; the first turn is not counted."""
    times_ms: dict[str, tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    for turn in range(times + 1):
        with _reported(f"turn {turn} of {times}"):
            for title in both[0]:
                for place, name in enumerate(names):
                    use_database(name)
                    start = time.perf_counter()
                    both[place][title]()
                    if turn:
                        times_ms[title][place].append((time.perf_counter() - start) * 1000)
    return times_ms


@contextmanager
def _reported(title: str) -> Iterator[None]:
    """Prints how many seconds the block took."""
    start = time.perf_counter()
    yield
    print(f"{title}: {time.perf_counter() - start:.1f} s", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
