"""Measures exports and imports of a large account: seconds, bytes, and the peak memory of each process.

    python bench/export.py [--activities 20000] [--files 2000] [--file-kb 100]

It fills a fresh SQLite database with one account, then runs in a process each: the command that exports it, the job
that exports it, the download of that archive, and the command that imports it into an empty account. It compares a
second export with the first, and ends with status 1 when they differ or a process took 200 MB or more. DATABASE_URL
names another database, whose accounts are left in it.
"""

import argparse
import io
import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

MAX_MB = 200
OWNER, NEWCOMER = "owner@example.org", "newcomer@example.org"
STORE_SIZE, CHUNK = 200, 1 << 10


def main() -> None:
    """Fills, measures and compares, or with `--step` does one of the measured things."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--activities", type=int, default=20_000)
    parser.add_argument("--files", type=int, default=2_000)
    parser.add_argument("--file-kb", type=int, default=100)
    parser.add_argument("--step", choices=("job", "download"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="tracekit-bench-"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "tracekit_site.settings"
    import django

    django.setup()
    if options.step == "job":
        export_by_job()
    elif options.step == "download":
        download()
    else:
        fill(options.activities, options.files, options.file_kb)
        measure()


def fill(activities: int, files: int, file_kb: int) -> None:
    """Creates both accounts, and fills one of them."""
    from django.core.management import call_command

    from accounts.models import Account
    from accounts.scope import owner_scope

    call_command("migrate", verbosity=0)
    start = time.perf_counter()
    Account.objects.create_user(NEWCOMER)
    with owner_scope(Account.objects.create_user(OWNER)):
        store_rides(activities)
        store_files(files, file_kb)
    print(f"filled with {activities:,} activities and {files:,} files in {time.perf_counter() - start:.0f} s")


def store_rides(count: int) -> None:
    """Stores rides, half of them on Strava and half the same again as files' activities."""
    from django.db import transaction

    from activities.record import ActivityRecord
    from activities.services.store import store_activities
    from providers.models import Connection

    Connection.objects.create(
        provider="strava", registration_name="", athlete_id="1", granted_scopes="", state="reconnect"
    )
    day_0 = datetime(2005, 1, 1, 7, tzinfo=UTC)
    for start in range(0, count, STORE_SIZE):
        numbers = range(start, min(start + STORE_SIZE, count))
        for provider, rest in (("strava", 0), ("file", 1)):
            records = [
                ActivityRecord(
                    provider=provider,
                    provider_id=f"{provider}-{number}",
                    name=f"Ride {number}",
                    sport="ride",
                    started_at=day_0 + timedelta(hours=12 * (number // 2)),
                    utc_offset_s=7200,
                    elapsed_s=3600.5,
                    distance_m=30_000.25,
                )
                for number in numbers
                if number % 2 == rest
            ]
            with transaction.atomic():
                store_activities(records, origin="api" if provider == "strava" else "file")


def store_files(count: int, size_kb: int) -> None:
    """Stores GPX files that are read: most of their bytes are random, so that they hardly shrink."""
    from activities.models import Upload
    from activities.services.receive import IncomingFile, receive_files

    upload = Upload.objects.create()
    for start in range(0, count, 20):
        head, tail = b"<?xml version='1.0'?><gpx version='1.1'><!--", b"--></gpx>"
        numbers = range(start, min(start + 20, count))
        content = [head + os.urandom(size_kb * CHUNK // 2).hex().encode() + tail for _ in numbers]
        receive_files(upload, [IncomingFile(f"{start}.gpx", io.BytesIO(data)) for data in content])
    upload.files.update(state="read", kind="gpx")


def export_by_job() -> None:
    """Runs the job that exports the owner's account, as a worker does."""
    from accounts.jobs.services.run import run_next
    from accounts.models import Account
    from accounts.scope import owner_scope
    from tracekit_site.account_export.export import EXPORT_JOB
    from tracekit_site.account_export.make_export import start_export

    with owner_scope(Account.objects.get(email=OWNER)):
        start_export(has_files=True)
    while run_next(kinds=[EXPORT_JOB]):
        pass


def download() -> None:
    """Reads the archive as the page sends it."""
    from accounts.models import Account
    from accounts.scope import owner_scope
    from tracekit_site.account_export.export import Export
    from tracekit_site.account_export.read_export import read_parts, stored_names

    with owner_scope(Account.objects.get(email=OWNER)):
        names = stored_names(Export.objects.get(state="ready"))
    print(sum(len(chunk) for chunk in read_parts(names)))


def measure() -> None:
    """Runs each process, prints its figures, and compares the two exports."""
    folder = Path(os.environ["DATA_DIR"])
    first, second = folder / "first.zip", folder / "second.zip"
    peaks = [
        run("export by the command", "-m", "tracekit", "export", "--user", OWNER, "--with-files", "--to", str(first)),
        run("export by the job", __file__, "--step", "job"),
        run("download", __file__, "--step", "download"),
        run("import by the command", "-m", "tracekit", "import", "--user", NEWCOMER, str(first)),
        run("second export", "-m", "tracekit", "export", "--user", NEWCOMER, "--with-files", "--to", str(second)),
    ]
    differing = sorted(compare(first, second))
    print(f"the archive has {first.stat().st_size / 2**20:.0f} MB; entries that differ: {differing or 'none'}")
    sys.exit(bool(differing) or max(peaks) >= MAX_MB)


def run(label: str, *arguments: str) -> float:
    """Runs a process, prints its seconds and its peak memory, and returns that in MB."""
    code = f"import resource, subprocess, sys, json; subprocess.run({[sys.executable, *arguments]!r}, check=True); " + (
        "print(json.dumps(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))"
    )
    start = time.perf_counter()
    output = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    peak = json.loads(output.splitlines()[-1]) / 1024
    print(f"{label:<24}{time.perf_counter() - start:8.1f} s {peak:8.0f} MB", flush=True)
    return float(peak)


def compare(first: Path, second: Path) -> set[str]:
    """Returns the names of the entries that differ, without what says when or for whom the export was made."""
    with zipfile.ZipFile(first) as former, zipfile.ZipFile(second) as latter:
        names = {*former.namelist(), *latter.namelist()} - {"README.txt", "export.json"}
        names -= {f"{folder}/settings.{kind}" for folder, kind in (("csv", "csv"), ("json", "jsonl"))}
        present = set(former.namelist()) & set(latter.namelist())
        return {name for name in names if name not in present or former.getinfo(name).CRC != latter.getinfo(name).CRC}


if __name__ == "__main__":
    main()
