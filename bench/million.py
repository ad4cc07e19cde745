"""What an athlete waits for on a million activities of a thousand accounts, and how PostgreSQL finds the rows.

    DATABASE_URL=postgres://… python bench/million.py [--accounts 1000] [--times 9]

DATABASE_URL names a server and a superuser on it.  Makes two databases and a role that is no superuser, and removes
them at the end.  Both get the same histories, one of 10 accounts, the other of a thousand, 1,000 activities each, and
an account of 20,000.  Whatever an athlete does is done in both, turn by turn; printed are medians, the ratio, and what
the plans touched in the large one.  Ends with status 1 when a table of more than 10,000 rows was read as a whole.
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
from bench.temporary_databases import superuser_of, temporary_databases, use

FEW, SHARED, FILES = 10, 10_000, 100
LOOKED_AT = {5: "an account of 1,000 activities", 0: "an account of 20,000 activities"}
"""The numbers of two of the made-up accounts."""
LINE = "{:36} {:>9} {:>9} {:>6} {:>11} {:>9} {:>8}"
Deeds = dict[str, Callable[[], None]]


def main() -> int:
    """Makes, fills, measures, prints; 1 when a shared table was read as a whole."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--accounts", type=int, default=1000)
    parser.add_argument("--times", type=int, default=9, help="how often each thing is done")
    given = parser.parse_args()
    with temporary_databases("million", 2) as (names, admin):
        for name, accounts in zip(names, (FEW, given.accounts), strict=True):
            fill(admin, name, accounts)
        seen = [compare(admin, names, number, given.times) for number in LOOKED_AT]
        return judge(names[1], seen)


def fill(admin: psycopg.Connection, name: str, accounts: int) -> None:
    """Fills a database, and gathers its statistics."""
    with _said(f"made {accounts} accounts and a large one"), superuser_of(admin, name) as there:
        there.execute(f"SET bench.accounts = {accounts}")
        there.execute("SET synchronous_commit = off; SET work_mem = '256MB'")
        there.execute((Path(__file__).parent / "fill.sql").read_text())
        there.execute("VACUUM ANALYZE")


def compare(admin: psycopg.Connection, names: list[str], number: int, times: int) -> QueryPlans:
    """Does everything of one account in both databases, prints a line for each, and returns all plans of the large."""
    from bench.scenarios import activity_files, scenarios

    brought, both = activity_files(FILES), []
    for name in names:
        use(name)
        both.append(scenarios(number, brought))
    print(f"\n{LOOKED_AT[number]}")
    print(LINE.format("", f"ms, of {FEW}", "ms, of all", "ratio", "statements", "blocks", "in vain"))
    spent = _timed(names, both, times)
    together = QueryPlans()
    for what, deed in both[1].items():
        with _said(f"plans of: {what}"), collect_plans(admin) as seen:
            deed()
        together.take_in(seen)
        few, large = spent[what]
        ratio = median(there / here for here, there in zip(few, large, strict=True))
        figures = (f"{median(few):,.1f}", f"{median(large):,.1f}", f"{ratio:.2f}")
        counts = (f"{count:,}" for count in (seen.statements, seen.blocks, seen.in_vain))
        print(LINE.format(what, *figures, *counts), flush=True)
    return together


def judge(name: str, seen: list[QueryPlans]) -> int:
    """Prints what was found without the owner; 1 when a shared table was read as a whole."""
    use(name)
    used = set[str]().union(*(one.indexes for one in seen))
    wide = used - key_indexes()
    print(f"\n{len(used)} indexes were used; neither with the owner nor with a row begin {sorted(wide) or 'none'}")
    shared = shared_tables(SHARED)
    whole = {table: query for one in seen for table, query in one.whole.items() if table in shared}
    for table, query in whole.items():
        print(f"{table} was read as a whole by: {query}")
    print(f"of {len(shared)} tables with more than {SHARED:,} rows, {len(whole) or 'none'} was read as a whole")
    return int(bool(whole))


def _timed(names: list[str], both: list[Deeds], times: int) -> dict[str, tuple[list[float], list[float]]]:
    """The milliseconds of each deed in both databases, done turn by turn; a first time is not counted."""
    spent: dict[str, tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    for turn in range(times + 1):
        with _said(f"turn {turn} of {times}"):
            for what in both[0]:
                for place, name in enumerate(names):
                    use(name)
                    begun = time.perf_counter()
                    both[place][what]()
                    if turn:
                        spent[what][place].append((time.perf_counter() - begun) * 1000)
    return spent


@contextmanager
def _said(what: str) -> Iterator[None]:
    begun = time.perf_counter()
    yield
    print(f"{what}: {time.perf_counter() - begun:.1f} s", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
