"""Measures what a page costs beside the queries that it needs and a view that returns a constant.

    python bench/pages.py [--workouts 1000] [--others 1000] [--times 15] [--growth] [--against CHECKOUT]

The bench makes one athlete's history in a fresh SQLite file and, where DATABASE_URL names a PostgreSQL server and a
superuser on it, in a database there: a year of workouts, two activities each, and other activities years before. It
then asks for each page turn by turn, in one process without a network, and prints medians: the CPU milliseconds of the
page (with PostgreSQL's own); of (1) its bare queries by the driver; of (2) a signed-in view behind all middleware that
returns a constant; the ratio, what the page costs beyond (1) and (2), the second view of the same browser, its status,
bytes and queries. With `--growth` it compares 1,000 other activities and one account with 100,000 and a thousand; with
`--against`, this checkout with another one.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from bench.page_process import ADDRESSES, CONSTANT

ROOT = Path(__file__).resolve().parents[1]
PAGES = [page for page in ADDRESSES if page != CONSTANT]
GROWN = (100_000, 1_000)
"""With `--growth`, the larger database has so many other activities and accounts."""
COLUMNS = ("page", "CPU ms", "(1) ms", "(2) ms", "ratio", "beyond ms", "2nd ms", "status", "bytes", "queries")
LINE = "{:10}" + "{:>10}" * 9
Results = dict[str, dict[str, list[float]]]


def main() -> None:
    """Measures on each database and prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workouts", type=int, default=1000, help="workouts in the year that is shown")
    parser.add_argument("--others", type=int, default=1000, help="activities in the years before")
    parser.add_argument("--accounts", type=int, default=1)
    parser.add_argument("--times", type=int, default=15, help="how often each page is asked for")
    parser.add_argument("--growth", action="store_true", help="also with many more activities and accounts")
    parser.add_argument("--against", type=Path, help="another checkout, measured turn by turn beside this one")
    options = parser.parse_args()
    sizes = (options.others, options.accounts)
    runs = [(ROOT, *sizes)]
    runs += [(ROOT, *GROWN)] if options.growth else []
    runs += [(options.against.resolve(), *sizes)] if options.against else []
    for vendor in ("SQLite", "PostgreSQL"):
        if vendor == "SQLite" or os.environ.get("DATABASE_URL", "").startswith("postgres"):
            with ExitStack() as stack:
                processes = [stack.enter_context(page_process(vendor, options.workouts, *run)) for run in runs]
                results = [defaultdict[str, dict[str, list[float]]](lambda: defaultdict(list)) for _ in processes]
                for turn in range(options.times + 1):
                    for page in ADDRESSES:
                        for process, result in zip(processes, results, strict=True):
                            figures = process.measure(page)
                            for name, figure in figures.items() if turn else ():
                                result[page][name].append(figure)
                for process, result in zip(processes, results, strict=True):
                    print_table(f"{vendor}, {process.title}", result)
                for process, result in list(zip(processes, results, strict=True))[1:]:
                    print_ratios(f"{vendor}, {process.title} to {processes[0].title}", result, results[0])


class PageProcess:
    """Represents a process that measures single requests."""

    def __init__(self, process: "subprocess.Popen[str]", checkout: Path) -> None:
        self.process = process
        sizes = self._read()
        self.title = f"{checkout}: {sizes['activities']:,} activities, {sizes['accounts']:,} accounts"

    def measure(self, page: str) -> dict[str, float]:
        """Returns the figures of one request."""
        assert self.process.stdin
        print(page, file=self.process.stdin, flush=True)
        return self._read()

    def _read(self) -> dict[str, float]:
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("A measuring process has ended. Its own message stands above.")
        return json.loads(line)


@contextmanager
def page_process(vendor: str, workouts: int, checkout: Path, others: int, accounts: int) -> Iterator[PageProcess]:
    """Starts a process with the code of a checkout on a database of its own, and deletes both at the end."""
    with tempfile.TemporaryDirectory(prefix="tracekit-pages-") as folder, _database(vendor, folder) as url:
        command = [sys.executable, "-P", str(ROOT / "bench/page_process.py"), str(checkout)]
        environment = os.environ | {"DATA_DIR": folder, "DATABASE_URL": url, "STRAVA_CLIENT_ID": "bench"}
        environment.pop("REDIS_URL", None)
        process = subprocess.Popen(
            [*command, str(workouts), str(others), str(accounts)],
            env=environment,
            cwd=checkout,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            yield PageProcess(process, checkout)
        finally:
            process.kill()
            process.communicate()


@contextmanager
def _database(vendor: str, folder: str) -> Iterator[str]:
    """Yields the address of a new database."""
    if vendor == "SQLite":
        yield f"sqlite:///{folder}/tracekit.sqlite3"
        return
    import psycopg

    server = os.environ["DATABASE_URL"]
    name = f"tracekit_pages_{Path(folder).name[-8:].lower()}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"{server.rpartition('/')[0]}/{name}"
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def print_table(title: str, results: Results) -> None:
    """Prints the medians of one process."""
    print(f"\n{title}\n{LINE.format(*COLUMNS)}")
    constant = _median(results, CONSTANT, "cpu_ms")
    for page in ADDRESSES:
        cpu, bare, second = (_median(results, page, name) for name in ("cpu_ms", "bare_ms", "second_ms"))
        floor = bare + constant
        figures = [f"{figure:.1f}" for figure in (cpu, bare, constant)]
        status, size, queries = (round(_median(results, page, name)) for name in ("second_status", "bytes", "queries"))
        counts = (f"{second:.1f}", status, f"{size:,}", queries)
        print(LINE.format(page, *figures, f"{cpu / floor:.2f}", f"{cpu - floor:.1f}", *counts), flush=True)


def print_ratios(title: str, results: Results, base: Results) -> None:
    """Prints for each page the median ratio of the CPU time to the base, pair by pair."""
    print(f"\n{title}")
    for page in ADDRESSES:
        pairs = zip(results[page]["cpu_ms"], base[page]["cpu_ms"], strict=True)
        print(f"{page:10} {median(figure / base_figure for figure, base_figure in pairs):>9.2f}")


def _median(results: Results, page: str, name: str) -> float:
    return median(results[page][name])


if __name__ == "__main__":
    main()
