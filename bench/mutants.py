"""Takes the guards of the promises out one by one, and shows that a named test fails each time.

    python bench/mutants.py [WORDS…]

`bench/guards/` lists the guards. Each is taken out of a copy of the checkout, in which the tests that are named beside
it run then; WORDS choose the guards whose promise or file contains one of them. First all of these tests have to pass
in the copy as it is. The guards of PostgreSQL need the server that `tests/postgres.py` finds, and the tests everything
else that they use. The bench prints a line for each guard and test, and ends with status 1 when a guard is missing and
one of its tests still passes.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from bench.guards import GUARDS
from bench.guards.guard import Guard
from bench.source.checkout import ROOT
from tests.postgres import server_address

TIMEOUT_S = 400
"""The tests of one guard have this many seconds; if they take longer, they do not count as failed."""

TESTS_FAILED = 1
"""Pytest's status when all tests were found and run, and some have failed."""

OPTIONS = ("-q", "--no-header", "--tb=no", "-rf", "-p", "no:cacheprovider", "-p", "no:xdist")
LINE = "{:52} {:46} {:116} {:8} {:>7}"


class NotMeasured(Exception):
    """The tests cannot say anything about the guards, for the reason that the text gives."""


@dataclass(frozen=True)
class Run:
    """A run of tests took so many seconds, and these failed; each is pytest's id, with the case in brackets."""

    seconds: float
    failed: tuple[str, ...]

    def has_failed(self, test: str) -> bool:
        """Returns whether a case of the test failed."""
        return any(name == test or name.startswith(f"{test}[") for name in self.failed)


def main() -> int:
    """Tries each guard; returns 1 when a test passes without its guard, or the tests say nothing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("words", nargs="*")
    words = parser.parse_args().words
    guards = [guard for guard in GUARDS if not words or any(word in f"{guard.promise} {guard.path}" for word in words)]
    with TemporaryDirectory(prefix="tracekit-mutants-") as folder:
        copy = Path(folder) / "checkout"
        copy_checkout(copy)
        try:
            check_unchanged(copy, guards)
            print(LINE.format("guard", "file", "test", "without", "seconds"))
            survivors = sum(try_guard(copy, guard) for guard in guards)
        except NotMeasured as reason:
            print(reason, file=sys.stderr)
            return 1
    print(f"{len(guards)} guards, {survivors} tests that pass without theirs")
    return int(survivors > 0)


def copy_checkout(target: Path) -> None:
    """Copies the files that git tracks, or would track."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    for path in filter(None, listed):
        if (ROOT / path).is_file():
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / path, target / path)


def check_unchanged(copy: Path, guards: Sequence[Guard]) -> None:
    """Raises NotMeasured when a test fails although no guard is missing."""
    for is_of_postgresql in (False, True):
        tests = {test for guard in guards if guard.is_of_postgresql is is_of_postgresql for test in guard.tests}
        if tests and (failed := run_tests(copy, sorted(tests), is_of_postgresql=is_of_postgresql).failed):
            raise NotMeasured(f"These tests fail although no guard is missing: {', '.join(failed)}")


def try_guard(copy: Path, guard: Guard) -> int:
    """Prints a line for each test of the guard; returns how many pass without it. Raises GuardMissing."""
    path = copy / guard.path
    source = path.read_text(encoding="utf-8")
    path.write_text(guard.source_without(copy), encoding="utf-8")
    try:
        run = run_tests(copy, guard.tests, is_of_postgresql=guard.is_of_postgresql)
    finally:
        path.write_text(source, encoding="utf-8")
    for test in guard.tests:
        word = "fails" if run.has_failed(test) else "PASSES"
        print(LINE.format(guard.promise, guard.path, test, word, f"{run.seconds:.1f}"), flush=True)
    return sum(not run.has_failed(test) for test in guard.tests)


def run_tests(copy: Path, tests: Iterable[str], *, is_of_postgresql: bool) -> Run:
    """Runs tests in one process. Raises NotMeasured when they cannot be run to their end."""
    database = server_address() if is_of_postgresql else ""
    if database is None:
        raise NotMeasured("No PostgreSQL answers on this machine: the guards in that database cannot be tried.")
    variables = {"DATABASE_URL": database, "REQUIRE_EVERYTHING": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    options = [*OPTIONS, "--create-db" if is_of_postgresql else "--reuse-db"]  # Guards of PostgreSQL are made with it.
    variables["TEST_DATABASE_FILE"] = str(copy.parent / "test.sqlite3")
    command = [sys.executable, "-m", "pytest", *options, *tests]
    started_at = time.monotonic()
    try:
        result = subprocess.run(
            command, cwd=copy, env=os.environ | variables, capture_output=True, text=True, timeout=TIMEOUT_S
        )
    except subprocess.TimeoutExpired:
        return Run(time.monotonic() - started_at, ())
    if result.returncode not in (0, TESTS_FAILED):
        raise NotMeasured(
            f"Pytest ended with status {result.returncode}:\n{result.stdout[-4000:]}{result.stderr[-2000:]}"
        )
    lines = (line.removeprefix("FAILED ") for line in result.stdout.splitlines() if line.startswith("FAILED "))
    return Run(time.monotonic() - started_at, tuple(line.partition(" - ")[0] for line in lines))


if __name__ == "__main__":
    sys.exit(main())
