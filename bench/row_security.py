"""Measures what row security costs pages on PostgreSQL.

    DATABASE_URL=postgres://… python bench/row_security.py [--workouts 1000] [--times 25]

DATABASE_URL names a server and a superuser on it. The bench makes two databases with the same history, takes row
security off one of them, and asks for each page in both, turn by turn. It prints medians: the CPU milliseconds of a
page with PostgreSQL's own, without and with row security, and of the difference between the two in a turn.
"""

import argparse
import sys
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from bench.page_process import ADDRESSES, CONSTANT, Browser, timed
from bench.temporary_databases import temporary_databases, use_database

PAGES = [page for page in ADDRESSES if page != CONSTANT]
ACCOUNTS = 20
LINE = "{:10}{:>12}{:>12}{:>14}{:>8}"


def main() -> None:
    """Fills both databases, measures, and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workouts", type=int, default=1000, help="workouts in the year that is shown")
    parser.add_argument("--times", type=int, default=25, help="how often each page is asked for")
    options = parser.parse_args()
    with temporary_databases("rows", 2) as ((without, secured), _):
        browsers = {name: _fill(name, options.workouts) for name in (without, secured)}
        _lift_row_security(without)
        print(LINE.format("page", "without ms", "with ms", "difference ms", "%"))
        for page in PAGES:
            turns = [[_measure(name, browsers[name], page) for name in browsers] for _ in range(options.times + 1)][1:]
            before, after = (median(figures) for figures in zip(*turns, strict=True))
            added = median(with_ms - without_ms for without_ms, with_ms in turns)
            figures = (before, after, added, 100 * added / before)
            print(LINE.format(page, *(f"{figure:.2f}" for figure in figures)), flush=True)


def _fill(name: str, workouts: int) -> Browser:
    from django.db import connection

    use_database(name)
    connection.settings_dict["CONN_MAX_AGE"] = None
    return Browser(workouts, workouts, ACCOUNTS)


def _lift_row_security(name: str) -> None:
    """Lets the database show every row, and the connection to it say no longer whose rows it may see."""
    from django.db import connection

    from accounts.row_security import owned_tables

    use_database(name)
    with connection.cursor() as cursor:
        for table in owned_tables():
            cursor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    connection.execute_wrappers.clear()


def _measure(name: str, browser: Browser, page: str) -> float:
    use_database(name)
    cpu_ms, answer = timed(lambda: browser.get(page))
    assert answer.status == 200, (page, answer.status)
    return cpu_ms


if __name__ == "__main__":
    main()
