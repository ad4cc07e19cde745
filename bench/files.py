"""What a file costs beside a long history, and how long pages and uploads wait meanwhile.

    python bench/files.py HISTORY.jsonl [--files 1000] [--pairs 5]

HISTORY.jsonl: one athlete's records, as `python -m tracekit match --records` reads them.  Makes files of an hour at
1 Hz (half FIT, four tenths GPX, a tenth TCX) and, pair by pair, reads them into an empty account and into one that
holds the history, in a worker process, while this process loads pages and uploads a file now and then.  Prints for
each pair the median milliseconds a file and their ratio; the 95th percentile of what a request spent waiting for the
database; and the queries of the year and the month page with 20 activities and with all of them.  DATABASE_URL names
another database than a fresh SQLite file; its accounts are left there.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("history", type=Path, nargs="?")
    asked.add_argument("--files", type=int, default=1000)
    asked.add_argument("--pairs", type=int, default=5)
    asked.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    options = asked.parse_args()
    os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="tracekit-bench-"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "tracekit_site.settings"
    import django

    django.setup()
    if options.worker:
        return work()
    if options.history is None:
        asked.error("name a history")
    return measure(options.history, options.files, options.pairs)


def work() -> None:
    """The worker's role: reads what waits and prints the milliseconds of each file."""
    from accounts.jobs.services.run import next_job_id, run_job
    from activities.services import read_files

    spent, read = [], read_files._read

    def timed(*arguments):
        begun = time.perf_counter()
        read(*arguments)
        spent.append((time.perf_counter() - begun) * 1000)

    read_files._read = timed
    while (job_id := next_job_id()) is not None:
        run_job(job_id)
    print(json.dumps(spent))


def measure(path: Path, count: int, pairs: int) -> None:
    from django.conf import settings
    from django.core.management import call_command

    from bench.history import read_history, spread_starts, store_history

    settings.ALLOWED_HOSTS.append("testserver")
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    history = read_history(path)
    print(f"{len(history)} activities of history, {count} files, {pairs} pairs")
    files = make(list(spread_starts(history, count)))
    full = account("full")
    begun = time.perf_counter()
    with scope(full):
        store_history(history)
    print(f"seeded in {time.perf_counter() - begun:.0f} s")
    pages(history, full)
    ratios, waits = [], Waits()
    for pair in range(pairs):
        beside = [read_beside(account(f"empty{pair}"), files, waits), read_beside(full, files, waits)]
        ratios.append(beside[1] / beside[0])
        print(f"pair {pair + 1}: empty {beside[0]:.2f} ms, full {beside[1]:.2f} ms a file, ratio {ratios[-1]:.2f}")
    print(f"median ratio {median(ratios):.2f}")
    waits.report()


def make(starts):
    """The files: an hour at 1 Hz each."""
    from providers.sandbox.writers import fit, gpx, tcx

    writers = [fit.hour] * 5 + [gpx.hour] * 4 + [tcx.hour]
    return [(f"ride-{number:04}", writers[number % 10](start)) for number, start in enumerate(starts)]


def account(name):
    from accounts.models import Account

    return Account.objects.create_user(f"{name}-{time.time_ns()}@example.org")


def scope(owner):
    from accounts.scope import owner_scope

    return owner_scope(owner)


def read_beside(owner, files, waits) -> float:
    """Uploads, lets a worker read with pages and uploads beside it, takes all back; the median milliseconds a file."""
    import io

    from activities.models import Upload
    from activities.services.delete import delete_upload
    from activities.services.receive import Incoming, receive_files

    with scope(owner):
        upload = Upload.objects.create()
        for at in range(0, len(files), 20):
            receive_files(upload, [Incoming(name, io.BytesIO(data)) for name, data in files[at : at + 20]])
    worker = subprocess.Popen([sys.executable, __file__, "--worker"], stdout=subprocess.PIPE, text=True)
    waits.while_running(worker, owner)
    spent = json.loads(worker.communicate()[0])
    with scope(owner):
        delete_upload(upload)
    return median(spent)


class Waits:
    """What requests spend in the database while a worker writes."""

    def __init__(self) -> None:
        self.pages: list[float] = []
        self.uploads: list[float] = []

    def while_running(self, worker, owner) -> None:
        """Three threads of requests until the worker ends: two load pages, one uploads."""
        threads = [threading.Thread(target=self._requests, args=(worker, owner, role)) for role in (0, 0, 1)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def report(self) -> None:
        for name, waits in (("page loads", self.pages), ("uploads", self.uploads)):
            print(f"{name}: {len(waits)}, 95 % within {quantiles(waits, n=20)[-1]:.1f} ms, most {max(waits):.1f} ms")

    def _requests(self, worker, owner, uploads) -> None:
        from django.db import connection

        client, number = signed_in(owner), 0
        while worker.poll() is None:
            number += 1
            clock = Clock()
            with connection.execute_wrapper(clock):
                if uploads:
                    self._upload(client, number)
                else:
                    client.get(("/files/", "/calendar/2020/", "/calendar/2020/05/")[number % 3])
            (self.uploads if uploads else self.pages).append(clock.ms)
            time.sleep(0.2)
        connection.close()

    def _upload(self, client, number) -> None:
        from django.core.files.uploadedfile import SimpleUploadedFile

        answer = client.post("/files/", {"files": SimpleUploadedFile("note.txt", f"no activity {number}".encode())})
        assert answer.status_code in (200, 302, 303), answer.status_code


class Clock:
    """Adds up the milliseconds of a request's statements, waits for the lock included."""

    ms = 0.0

    def __call__(self, execute, sql, params, many, context):
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.ms += (time.perf_counter() - begun) * 1000


def signed_in(owner):
    from django.test import Client

    client = Client()
    client.force_login(owner, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def pages(history, full) -> None:
    """Queries and time of the year and the month page, with 20 activities and with all."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from bench.history import store_history

    small = account("small")
    with scope(small):
        store_history(history[-20:])
    day = history[-1].started_at
    for page in (f"/calendar/{day.year}/", f"/calendar/{day.year}/{day.month:02}/"):
        for owner, name in ((small, "20"), (full, f"{len(history)}")):
            client = signed_in(owner)
            client.get(page)
            begun = time.perf_counter()
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(page)
            spent = (time.perf_counter() - begun) * 1000
            assert answer.status_code == 200, answer.status_code
            size = len(answer.content) / 1000
            print(f"{page} with {name} activities: {len(queries)} queries, {size:.0f} kB, {spent:.0f} ms")


if __name__ == "__main__":
    main()
