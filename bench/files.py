"""Measures what a file costs beside a long history, and how long pages and uploads wait meanwhile.

    python bench/files.py HISTORY.jsonl [--files 1000] [--pairs 5] [--formats mixed|fit]

HISTORY.jsonl holds one athlete's records, as `python -m tracekit match --records` reads them. The bench makes files of
an hour at 1 Hz (mixed: half FIT, four tenths GPX, a tenth TCX) and, pair by pair, reads them into an empty account and
into one that holds the history, in a worker process, while this process loads pages and uploads a file now and then. It
prints for each pair the milliseconds a file, of the clock and of the processor (with the parser's), the ratio of the
latter, and how many files were read a second; the 95th percentile of what a request spent waiting for the database; and
the queries of the year and the month page with 20 activities and with all of them. DATABASE_URL names another database
than a fresh SQLite file; its accounts are left in it.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def main() -> None:
    """Measures, or with `--worker` reads what waits, as the bench's own second process."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("history", type=Path, nargs="?")
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--formats", choices=("mixed", "fit"), default="mixed")
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="tracekit-bench-"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "tracekit_site.settings"
    import django

    django.setup()
    if options.worker:
        return work()
    if options.history is None:
        parser.error("name a history")
    return measure(options.history, options.files, options.pairs, options.formats)


def work() -> None:
    """Reads what waits, and prints the seconds that it took of the clock and of the processor."""
    from accounts.jobs.services.run import run_next
    from activities.services.owner_parser import end_kept_parser

    start, before = time.perf_counter(), sum(os.times()[:4])
    while run_next():
        pass
    seconds = time.perf_counter() - start
    end_kept_parser()  # the time of a process counts once it has ended
    print(json.dumps([seconds, sum(os.times()[:4]) - before]))


def measure(path: Path, count: int, pairs: int, formats: str) -> None:
    """Prints the pages' queries, each pair, and the waits."""
    from django.conf import settings
    from django.core.management import call_command

    from bench.file_requests import DatabaseWaits, create_account, measure_pages, read_beside_requests
    from bench.history import read_history, spread_starts, store_history

    settings.ALLOWED_HOSTS.append("testserver")
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    history = read_history(path)
    print(f"{len(history)} activities of history, {count} {formats} files, {pairs} pairs")
    files = make_files(list(spread_starts(history, count)), formats)
    full = create_account("full")
    start = time.perf_counter()
    store_history(full, history)
    print(f"stored in {time.perf_counter() - start:.0f} s")
    measure_pages(history, full)
    ratios, waits = [], DatabaseWaits()
    worker = [sys.executable, __file__, "--worker"]
    for pair in range(pairs):
        empty_ms = read_beside_requests(create_account(f"empty{pair}"), files, waits, worker)
        full_ms = read_beside_requests(full, files, waits, worker)
        ratios.append(full_ms.processor / empty_ms.processor)
        print(
            f"pair {pair + 1}: empty {empty_ms.clock:.2f} ({empty_ms.processor:.2f}) ms, "
            f"full {full_ms.clock:.2f} ({full_ms.processor:.2f}) ms a file, ratio {ratios[-1]:.2f}, "
            f"{1000 / empty_ms.clock:.0f} and {1000 / full_ms.clock:.0f} files a second"
        )
    print(f"median ratio {median(ratios):.2f}")
    waits.report()


def make_files(starts, formats):
    """Returns names and bytes of files, each an hour at 1 Hz."""
    from providers.sandbox.writers import fit, gpx, tcx

    mixed = [fit.hour_ride] * 5 + [gpx.hour_ride] * 4 + [tcx.hour_ride]
    writers = mixed if formats == "mixed" else [fit.hour_ride]
    return [(f"ride-{number:04}", writers[number % len(writers)](start)) for number, start in enumerate(starts)]


if __name__ == "__main__":
    main()
