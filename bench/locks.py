"""Measures how long each kind of request and job holds the lock, with crafted inputs beside a long history.

    python bench/locks.py HISTORY.jsonl [--files 100]

HISTORY.jsonl holds one athlete's records, as `python -m tracekit match --records` reads them. The bench pulls the
history in pages of 200, uploads ordinary and crafted files, answers, splits, ignores, names, reorders, moves to another
time zone, trims, deletes and disconnects, and runs the jobs of all that. It prints for each kind 99 % and the longest
hold, by the clock and of the processor, and ends with status 1 when more than 50 ms (99 %) or 200 ms of the processor
were used. DATABASE_URL names another database than a fresh SQLite file; its accounts are left in it.
"""

import argparse
import os
import signal
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def main() -> int:
    """Runs all scenarios; returns 1 when the lock was held for too long."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("history", type=Path)
    parser.add_argument("--files", type=int, default=100)
    options = parser.parse_args()
    os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="tracekit-bench-"))
    os.environ |= {"DJANGO_SETTINGS_MODULE": "tracekit_site.settings", "LOG_LEVEL": "ERROR"}
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from bench.lock_scenarios import LockScenarios
    from bench.lock_timer import LockTimer

    settings.ALLOWED_HOSTS.append("testserver")
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    timer = LockTimer()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        with timer.installed():
            LockScenarios(timer, options.history, options.files).run()
    finally:
        is_short = timer.report(connection.vendor)
    return int(not is_short)


if __name__ == "__main__":
    sys.exit(main())
