"""Every process of a fleet is killed while it works, in a short run of the bench, and no job is lost or done twice."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from django.conf import settings

from bench.fleet.temporary_cluster import programs_folder
from tests.required import skip_or_fail
from tests.waiting import TIMEOUT_S, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.own_servers]

SMALL = ["--jobs", "80", "--kills", "6", "--flushes", "1", "--restarts", "1", "--freezes", "0"]


@pytest.fixture(autouse=True)
def _servers() -> None:
    """Requires a PostgreSQL and a Redis that a run can start: without them a test is skipped, or fails in CI."""
    try:
        programs_folder()
        missing = "" if shutil.which("redis-server") else "no redis-server"
    except SystemExit as error:
        missing = str(error)
    if missing:
        skip_or_fail(missing)


@pytest.fixture
def folder() -> Iterator[Path]:
    """Yields a folder for temporary files that PostgreSQL's own user may enter."""
    with tempfile.TemporaryDirectory(prefix="tracekit-chaos-") as name:
        os.chmod(name, 0o711)
        yield Path(name)


@contextmanager
def chaos(folder: Path, *options: str) -> Iterator["subprocess.Popen[str]"]:
    """Runs the bench; stops it when the block ends before it does, and kills what it then leaves behind."""
    with subprocess.Popen(
        [sys.executable, settings.BASE_DIR / "bench/chaos.py", *options],
        env=os.environ | {"TMPDIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as run:
        try:
            yield run
        finally:
            if run.poll() is None:
                run.send_signal(signal.SIGINT)
                with suppress(subprocess.TimeoutExpired):
                    run.communicate(timeout=TIMEOUT_S)
            for process_id in find_processes(folder):
                with suppress(ProcessLookupError):
                    os.kill(process_id, signal.SIGKILL)


def find_processes(folder: Path) -> dict[int, str]:
    """Returns the command lines, by process id, of what has that folder in its environment or works inside it."""
    processes = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended
            is_inside = (entry / "cwd").resolve().is_relative_to(folder)
            if is_inside or f"TMPDIR={folder}".encode() in (entry / "environ").read_bytes():
                processes[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    return processes


def test_a_killed_flushed_and_restarted_fleet_loses_no_job_and_does_none_twice(folder: Path) -> None:
    with chaos(folder, *SMALL) as run:
        output, errors = run.communicate(timeout=TIMEOUT_S)
    counts = {name: int(count) for name, count in re.findall(r"^(\w+) +(\d+) +\d+$", output, re.MULTILINE)}
    assert run.returncode == 0, output + errors
    assert "8 of 8 faults" in output
    assert counts["finished"] >= counts["accepted"] >= 80
    assert [counts[name] for name in ("lost", "twice", "stopped", "stuck")] == [0, 0, 0, 0]
    assert find_processes(folder) == {}
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_bench_leaves_no_process_and_no_file(folder: Path, number: signal.Signals) -> None:
    names = (
        "postgres",
        "redis-server",
        "gunicorn",
        "tracekit_site worker",
        "bench.fleet.plain_celery",
        "tracekit_site beat",
    )
    with chaos(folder) as run:
        wait_until(lambda: all(any(name in line for line in find_processes(folder).values()) for name in names))
        run.send_signal(number)
        assert run.communicate(timeout=TIMEOUT_S)[1].endswith("Nothing of it is left running.\n")
    assert run.returncode == 130
    assert find_processes(folder) == {}
    assert list(folder.iterdir()) == []
